import { arrayOf } from './array-of.js'

/** Up to so many objects are found again by looking at each, which is faster than a Map. */
const LINEAR = 12

/** Numbers the objects of a row in the order in which they are met. */
export class SeenObjects {
  readonly #first = arrayOf<object | undefined>(LINEAR).fill(undefined)
  #all: Map<object, number> | undefined
  #count = 0

  /** The number of an object met before, or -1 after giving it one. */
  idOf(value: object): number {
    const count = this.#count
    if (count < LINEAR) {
      const first = this.#first
      for (let i = 0; i < count; i++) if (first[i] === value) return i
      first[count] = value
    } else {
      this.#all ??= new Map(this.#first.map((each, id) => [each as object, id]))
      const id = this.#all.get(value)
      if (id !== undefined) return id
      this.#all.set(value, count)
    }
    this.#count = count + 1
    return -1
  }

  /** Forgets all objects. */
  clear(): void {
    const count = this.#count
    if (count === 0) return
    for (let i = 0; i < count && i < LINEAR; i++) this.#first[i] = undefined
    this.#all = undefined
    this.#count = 0
  }
}
