import type { ReadShape } from './shape-table.js'

/** Makes instances of one class without calling its constructor, and knows which names may be assigned to them. */
export class InstanceMaker {
  readonly #prototype: object
  readonly #make: new () => object
  readonly #assignable = new Map<ReadShape, boolean>()

  constructor(prototype: object) {
    this.#prototype = prototype
    // V8 gives instances of a function one layout; those of Object.create or setPrototypeOf are slow.
    const make = function Instance() {}
    make.prototype = prototype
    this.#make = make as unknown as new () => object
  }

  make(): object {
    return new this.#make()
  }

  /** False when a name is one of the class (it may be a setter): such properties must be defined. */
  assigns(shape: ReadShape): boolean {
    let found = this.#assignable.get(shape)
    if (found === undefined) {
      found = !shape.unsafe && !shape.keys.some((key) => key in this.#prototype)
      if (this.#assignable.size < MAX_SHAPES) this.#assignable.set(shape, found)
    }
    return found
  }
}

const MAX_SHAPES = 256
const makers = new WeakMap<object, InstanceMaker>()

/** The maker of instances with this prototype. */
export function makerOf(prototype: object): InstanceMaker {
  let found = makers.get(prototype)
  if (found === undefined) makers.set(prototype, (found = new InstanceMaker(prototype)))
  return found
}
