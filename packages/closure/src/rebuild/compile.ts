import vm from 'node:vm'
import type { Source } from '../graph.js'
import { ownProperties } from '../own-property.js'

/** Makes the function of a source; `slots` has a value for each name, and takes a setter for each hole. */
export type Factory = (slots: unknown[]) => unknown

/** A source and which of its names are filled after it was made. */
export interface Holed {
  readonly source: Source
  readonly holes: ReadonlySet<number>
}

/**
 * Compiles a source to a factory, as a script of its own: its stack frames show the user's file,
 * line and column, and its type feedback is no one else's. Names are constants, which V8 folds;
 * those that a function assigns to, and holes that are filled later, are variables.
 */
export function compileSource(holed: Holed): Factory {
  const { source } = holed
  const { head, tail } = factoryAround(holed)
  return run(head + source.text + tail, source, head.length) as Factory
}

/** Makes the factories of a group, and takes a setter for each of the variables that they share. */
export type GroupFactory = (setters: unknown[]) => readonly Factory[]

// Wider gaps than this (functions of one bundled line) are left out; the columns are wrong then.
const WIDEST_GAP = 100_000

/** Compiles functions of one script around the variables that they share, each at its place. */
export function compileGroup(
  variables: readonly string[],
  members: readonly Holed[],
): GroupFactory {
  const [first] = members
  if (first === undefined) throw new Error('a group without members')
  const $ = first.source.parameter
  const setters = variables.map((name, at) => hole($, at, name))
  const head = `(function(${$}){${setters.join('')}return [`
  let text = head
  let opening = 0
  let line = first.source.line
  let column = first.source.column
  for (const member of members) {
    const { source } = member
    const { head: before, tail: after } = factoryAround(member)
    if (member === first) opening = text.length + before.length
    else text += ','
    const down = source.line - line
    const across = source.column - before.length - (down > 0 ? 0 : column)
    if (member !== first && down >= 0 && across >= 0 && across < WIDEST_GAP) {
      text += '\n'.repeat(down) + ' '.repeat(across)
    }
    text += before + source.text + after
    const lines = source.text.split('\n')
    line = source.line + lines.length
    column = after.length
  }
  return run(`${text}]})`, first.source, opening) as GroupFactory
}

function factoryAround({ source, holes }: Holed): { head: string; tail: string } {
  const { parameter: $, names, assigned, self, kind, strict } = source
  const declarations = names.map((name, at) =>
    holes.has(at)
      ? hole($, at, name)
      : `${assigned.includes(name) ? 'let' : 'const'} ${name}=${$}[${at}];`,
  )
  const [open, close] = kind === 'member' ? ['({', '})'] : ['(', ')']
  const before = `(function(${$}){${strict ? '"use strict";' : ''}${declarations.join('')}`
  // The line break ends a comment that may end the text.
  return self === undefined
    ? { head: `${before}return ${open}`, tail: `\n${close}})` }
    : { head: `${before}const ${self}=${open}`, tail: `\n${close};return ${self}})` }
}

const hole = ($: string, at: number, name: string): string =>
  `let ${name};${$}[${at}]=(${$})=>{${name}=${$}};`

function run(text: string, { url, line, column }: Source, opening: number): unknown {
  const script = new vm.Script(withoutSourceUrl(text), {
    filename: url,
    lineOffset: line,
    // Negative when what stands before is longer than the user's indentation: the text still begins where it did.
    columnOffset: column - opening,
  })
  return script.runInThisContext()
}

/** The only member of the object literal that a method was compiled in. */
export function onlyMember(literal: object): Function {
  const [member] = ownProperties(literal)
  if (member === undefined) throw new Error('a member made an empty object literal')
  const [, { value, get, set }] = member
  return (value ?? get ?? set) as Function
}

// It would give the script another name than the one that source maps know.
const withoutSourceUrl = (text: string): string =>
  text.replace(/\/\/([#@]) ?source(Mapping)?URL=/g, (whole) => '//'.padEnd(whole.length))
