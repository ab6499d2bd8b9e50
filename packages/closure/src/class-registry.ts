import type { ClassResolver } from '@firesteel/serializer'
import { exportedClassId, exportedClassOf } from './application-modules.js'

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

  /**
   * The name of a class; on the driver every class has one, from its first asking. Classes that the
   * application's bundle exports are named after their module, by every process alike.
   */
  idOf(constructor: Function): string | undefined {
    const known = this.#ids.get(constructor)
    if (known !== undefined) return known
    const exported = exportedClassId(constructor)
    if (exported === undefined && !this.#names) return undefined
    const id = exported ?? `${constructor.name || 'anonymous'}#${this.#classes.size}`
    this.register(id, constructor)
    if (this.#names) this.#pending.push(constructor)
    return id
  }

  /** The class of that name, if this process has it. */
  classOf(id: string): Function | undefined {
    const known = this.#classes.get(id)
    if (known !== undefined) return known
    const exported = exportedClassOf(id)
    if (exported !== undefined) this.register(id, exported)
    return exported
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
