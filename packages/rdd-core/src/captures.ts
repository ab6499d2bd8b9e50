import type { Closure } from './closure-handle.js'

/** Collects captures, objects and functions once, and hands out their indexes. */
export class Captures {
  readonly values: unknown[] = []
  readonly closures: (Closure | undefined)[] = []
  readonly #indexes = new Map<unknown, number>()

  add(value: unknown): number {
    const known = this.#indexes.get(value)
    if (known !== undefined) return known
    const index = this.values.push(value) - 1
    this.closures.push(undefined)
    // 0 and -0 are one key of a Map, but two zeros of a fold.
    if (typeof value !== 'number') this.#indexes.set(value, index)
    return index
  }

  addClosure(closure: Closure): number {
    const index = this.add(closure.fn)
    this.closures[index] ??= closure
    return index
  }
}
