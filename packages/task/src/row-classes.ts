import type { ClassRegistry } from '@firesteel/closure'
import { captureGraph, encodeGraph } from '@firesteel/closure'
import type { ClassResolver } from '@firesteel/serializer'

/** Names classes like the registry behind it and notes which were asked for. */
export class RowClasses implements ClassResolver {
  readonly #registry: ClassRegistry
  readonly #used = new Set<Function>()

  constructor(registry: ClassRegistry) {
    this.#registry = registry
  }

  idOf(constructor: Function): string | undefined {
    this.#used.add(constructor)
    return this.#registry.idOf(constructor)
  }

  classOf(id: string): Function | undefined {
    return this.#registry.classOf(id)
  }

  /** The classes of all instances written since, as a graph; undefined when there were none. */
  graph(): Uint8Array | undefined {
    if (this.#used.size === 0) return undefined
    const extraClasses = [...this.#used]
    return encodeGraph(captureGraph([], { classes: this.#registry, extraClasses }))
  }
}
