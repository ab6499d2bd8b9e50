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

/** What stands around a text so that it becomes a factory. A function's text never ends in a comment. */
export function factoryAround({ source, holes }: Holed): { head: string; tail: string } {
  const { parameter: $, names, assigned, self, kind, strict } = source
  const declarations = names.map((name, at) =>
    declare($, at, name, holes.has(at), assigned.includes(name)),
  )
  const [open, close] = kind === 'member' ? ['({', '})'] : ['(', ')']
  const before = `(function(${$}){${strict ? '"use strict";' : ''}${declarations.join('')}`
  return self === undefined
    ? { head: `${before}return ${open}`, tail: `${close}})` }
    : { head: `${before}const ${self}=${open}`, tail: `${close};return ${self}})` }
}

/** Binds a name to a slot: as a constant, or as a variable that is set later or by a function. */
export function declare(
  $: string,
  at: number,
  name: string,
  late: boolean,
  changes = false,
): string {
  if (late) return `let ${name};${$}[${at}]=(${$})=>{${name}=${$}};`
  return `${changes ? 'let' : 'const'} ${name}=${$}[${at}];`
}

/** Runs a text in which something begins at offset `opening` that shall be at the source's place. */
export function run(text: string, { url, line, column }: Source, opening: number): unknown {
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
