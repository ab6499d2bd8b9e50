import type { Outside } from './free-variables.js'

/** What the text of a function says. */
export interface ParsedFunction extends Outside {
  readonly kind: 'arrow' | 'function' | 'method' | 'class'
  /** The text as it is to be compiled: static initialisers blanked, `import` renamed; same length. */
  readonly text: string
  readonly isAsync: boolean
  readonly isGenerator: boolean
  readonly parameterCount: number
  /** Offset in the text of the place that V8 calls the function's position. */
  readonly anchor: number
  /** Whether the text itself begins with 'use strict', or is a class. */
  readonly strict: boolean
  /** The name that stands for `import` in `import(…)`. */
  readonly importName: string | undefined
  /** Of a class with a superclass: the name in `text` that stands for it. */
  readonly superName: string | undefined
  /** Of a class: what an instance has that cannot be read from outside, a `#name`. */
  readonly privateName: string | undefined
  /** Of a class: the texts of its methods and accessors. */
  readonly members: ReadonlySet<string>
  /** Of a class: names in `text` that stand for computed keys, with the member whose key it is. */
  readonly computedKeys: readonly ComputedKey[]
}

/** A key of a class in brackets: what it was made of may be gone, what it came to is on the class. */
export interface ComputedKey {
  readonly name: string
  /** The member's own text. */
  readonly member: string
  readonly isStatic: boolean
}

/** What only classes have, of something that is none. */
export const NO_CLASS = {
  superName: undefined,
  privateName: undefined,
  members: new Set<string>(),
  computedKeys: [],
} as const

/** A function whose text cannot be shipped at all. */
export class UnreadableFunction extends Error {}
