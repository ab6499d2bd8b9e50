import type { Foreign } from './free-variables.js'
import type { ParsedFunction } from './parsed-function.js'

/** Why a function cannot travel whatever its variables hold. */
export interface SyntaxRefusal {
  readonly problem: string
  readonly hint: string
}

const REFUSALS: Readonly<Record<Foreign, SyntaxRefusal>> = {
  this: {
    problem: 'it uses the `this` of the function around it',
    hint: 'copy what it needs into a local variable first: const { factor } = this',
  },
  arguments: {
    problem: 'it uses the `arguments` of the function around it',
    hint: 'copy what it needs into a local variable first: const [first] = arguments',
  },
  super: {
    problem: 'it uses `super`, whose object it cannot take along',
    hint: 'call the method outside of the closure, or make the object inside of it',
  },
  'new.target': {
    problem: 'it uses the `new.target` of the function around it',
    hint: 'copy it into a local variable first: const made = new.target',
  },
  'import.meta': {
    problem: 'it uses `import.meta`, which belongs to a module of the driver',
    hint: 'copy what it needs into a local variable first: const { url } = import.meta',
  },
  eval: {
    problem: 'it calls `eval` directly, so that the variables it needs cannot be known',
    hint: 'use an ordinary function',
  },
}

/** The first thing in a function's text that forbids shipping it; undefined when nothing does. */
export function refusalOfSyntax(parsed: ParsedFunction): SyntaxRefusal | undefined {
  const [first] = parsed.foreign
  return first === undefined ? undefined : REFUSALS[first.what]
}
