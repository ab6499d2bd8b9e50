import type { RebuildEnvironment } from '@firesteel/closure/rebuild'
import { rebuildGraph } from '@firesteel/closure/rebuild'
import type { StageProgram, StageSlice } from '@firesteel/rdd-core/runtime'
import { compileStage } from '@firesteel/rdd-core/runtime'
import { Serializer } from '@firesteel/serializer'
import { type BinaryContent, readTaskBinary } from '../task-binary.js'
import { BinaryUnknownError } from './errors.js'

/** Programs of so many binaries are kept; a job has few stages at a time. */
const KEPT = 64

/** A stage as a slot runs it. */
export interface LoadedStage {
  readonly slice: StageSlice
  readonly program: StageProgram
  /** The broadcasts that it may read. */
  readonly broadcasts: readonly number[]
}

interface Entry {
  readonly content: BinaryContent
  /** Set for binaries whose tasks may share it. */
  shared: LoadedStage | undefined
}

/** The stages that a slot has seen, least recently used first. */
export class Programs {
  readonly #entries = new Map<string, Entry>()
  readonly #environment: RebuildEnvironment
  readonly #kernel: boolean

  /** Without `kernel`, every stage is a generated loop. */
  constructor(environment: RebuildEnvironment, kernel = true) {
    this.#environment = environment
    this.#kernel = kernel
  }

  has(binaryId: string): boolean {
    return this.#entries.has(binaryId)
  }

  /** The stage of a binary: rebuilt for each task unless nothing in it can change. */
  async load(binaryId: string, binary: Uint8Array | undefined): Promise<LoadedStage> {
    const entry = this.#entry(binaryId, binary)
    if (entry.shared !== undefined) return entry.shared
    const { content } = entry
    const { functions, values } = await rebuildGraph(content.graph, this.#environment)
    const captures = content.places.map(([kind, index]) =>
      kind === 'function' ? functions[index] : values[index],
    )
    const program = compileStage(content.slice, captures, {
      copier: this.#copier,
      kernel: this.#kernel,
    })
    const loaded = { slice: content.slice, program, broadcasts: content.broadcasts }
    if (content.isConstant) entry.shared = loaded
    return loaded
  }

  #entry(binaryId: string, binary: Uint8Array | undefined): Entry {
    const known = this.#entries.get(binaryId)
    this.#entries.delete(binaryId)
    if (known === undefined && binary === undefined) throw new BinaryUnknownError(binaryId)
    const entry = known ?? { content: readTaskBinary(binary as Uint8Array), shared: undefined }
    this.#entries.set(binaryId, entry)
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= KEPT) break
      this.#entries.delete(oldest)
    }
    return entry
  }

  readonly #copier = (value: unknown): (() => unknown) => {
    if (typeof value !== 'object' || value === null) return () => value
    const serializer = new Serializer({ classes: this.#environment.classes })
    const bytes = serializer.serialize(value)
    return () => serializer.deserialize(bytes)
  }
}
