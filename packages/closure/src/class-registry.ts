import type { ClassResolver } from '@firesteel/serializer'

/**
 * The application's classes by name, one registry per task slot and one on the driver. The driver's
 * gives the names; a class has one name and a name one class, so that `instanceof` holds between
 * closures and rows that were shipped apart.
 */
export class ClassRegistry implements ClassResolver {
  readonly #classes = new Map<string, Function>()
  readonly #ids = new Map<Function, string>()
  readonly #names: boolean
  #pending: Function[] = []

  /** `names`: whether a class that is asked for the first time gets a name (the driver) or none (a slot). */
  constructor(options: { readonly names?: boolean | undefined } = {}) {
    this.#names = options.names ?? false
  }

  /** The name of a class; on the driver every class has one, from its first asking. */
  idOf(constructor: Function): string | undefined {
    const known = this.#ids.get(constructor)
    if (known !== undefined || !this.#names) return known
    const id = `${constructor.name || 'anonymous'}#${this.#classes.size}`
    this.register(id, constructor)
    this.#pending.push(constructor)
    return id
  }

  /** The class of that name, if this process has it. */
  classOf(id: string): Function | undefined {
    return this.#classes.get(id)
  }

  /** Gives a class its name; a name that is taken keeps its first class. */
  register(id: string, constructor: Function): void {
    if (this.#classes.has(id)) return
    this.#classes.set(id, constructor)
    this.#ids.set(constructor, id)
  }

  /** Every class that has a name, in the order of naming. */
  classes(): readonly Function[] {
    return [...this.#classes.values()]
  }

  /** The classes named since the last call; a graph that is to carry them takes them as its `classes`. */
  pendingClasses(): readonly Function[] {
    const pending = this.#pending
    this.#pending = []
    return pending
  }
}
