import vm from 'node:vm'
import type { Source } from '../graph.js'

/** Makes the function of a source; `slots` has a value for each name, and takes a setter for each hole. */
export type Factory = (slots: unknown[]) => unknown

/**
 * Compiles a source to a factory, as a script of its own: its stack frames show the user's file,
 * line and column, and its type feedback is no one else's. Names are constants, which V8 folds;
 * those that a function assigns to, and holes that are filled later, are variables.
 */
export function compileSource(source: Source, holes: ReadonlySet<number>): Factory {
  const { parameter: $, names, assigned, self, kind, strict } = source
  const declarations = names.map((name, at) => {
    if (holes.has(at)) return `let ${name};${$}[${at}]=($v)=>{${name}=$v};`
    return `${assigned.includes(name) ? 'let' : 'const'} ${name}=${$}[${at}];`
  })
  const [open, close] = kind === 'member' ? ['({', '})'] : ['(', ')']
  const before = `(function(${$}){${strict ? '"use strict";' : ''}${declarations.join('')}`
  const give = self === undefined ? `return ${open}` : `const ${self}=${open}`
  const after = self === undefined ? `\n${close}})` : `\n${close};return ${self}})`
  const head = before + give
  const script = new vm.Script(head + withoutSourceUrl(source.text) + after, {
    filename: source.url,
    lineOffset: source.line,
    // Negative when the head is longer than the user's indentation: then the text still begins where it did.
    columnOffset: source.column - head.length,
  })
  return script.runInThisContext() as Factory
}

/** The only member of the object literal that a method was compiled in. */
export function onlyMember(literal: object): Function {
  const [key] = Reflect.ownKeys(literal)
  const { value, get, set } = Object.getOwnPropertyDescriptor(
    literal,
    key as PropertyKey,
  ) as PropertyDescriptor
  return (value ?? get ?? set) as Function
}

// It would give the script another name than the one that source maps know.
const withoutSourceUrl = (text: string): string =>
  text.replace(/\/\/([#@]) ?source(Mapping)?URL=/g, (whole) => '//'.padEnd(whole.length))
