import { closeSync, openSync, rmSync } from 'node:fs'
import { type DiskStore, type MemoryStore, blockName, rddBlock } from '@firesteel/storage'
import type { StorageLevel } from '@firesteel/storage-level'
import type { BlockRuns, ExecutorBlocks } from '../../executor-blocks.js'
import type { BlockCodec } from './block-codec.js'
import { keepBytes } from './keep-bytes.js'
import { keepRows } from './keep-rows.js'
import { type Batch, type Put, keepOnDisk } from './put.js'

/** What a {@link PersistedPartitions} is made of. */
export interface PersistedPartitionsOptions {
  /** The attempt that reads: what it reads is not evicted before it is over. */
  readonly taskId: number
  readonly heap: MemoryStore<Batch>
  readonly disk: DiskStore
  readonly blocks: ExecutorBlocks
  readonly codec: BlockCodec
  /** How the partitions of a dataset are kept. */
  readonly levelOf: (rddId: number) => StorageLevel
}

type AtHand =
  | { readonly kind: 'rows'; readonly rows: Batch }
  | { readonly kind: 'runs'; readonly runs: BlockRuns }
  | { readonly kind: 'file'; readonly file: number; readonly isOwn: boolean }

/**
 * The persisted partitions that one attempt reads and keeps: `find` while it may wait, `rows` from inside
 * its loop, `settle` at its end.
 */
export class PersistedPartitions {
  /** The task has put something on disk that rows may refer to: a group that was larger than memory. */
  hasSpilled = false
  readonly #options: PersistedPartitionsOptions
  readonly #atHand = new Map<string, AtHand>()
  readonly #files = new Set<number>()
  readonly #copies: Promise<void>[] = []

  constructor(options: PersistedPartitionsOptions) {
    this.#options = options
  }

  /** Whether the partition need not be computed; it is at hand from now on. */
  async find(rddId: number, partition: number): Promise<boolean> {
    const { blocks, heap, levelOf, taskId } = this.#options
    const id = rddBlock(rddId, partition)
    const name = blockName(id)
    if (this.#atHand.has(name)) return true
    const own = heap.read(name, taskId)
    if (own !== undefined) {
      this.#atHand.set(name, { kind: 'rows', rows: own.value })
      return true
    }
    const found = await blocks.find(id, levelOf(rddId))
    if (found === undefined) return false
    if (found.kind === 'runs') {
      this.#atHand.set(name, { kind: 'runs', runs: found.runs })
      return true
    }
    try {
      const file = this.#open(found.path)
      this.#atHand.set(name, { kind: 'file', file, isOwn: found.temporary !== true })
    } catch {
      // Somebody removed it: it is computed again.
      return false
    }
    // It stays readable while it is open.
    if (found.temporary === true) rmSync(found.path, { force: true })
    return true
  }

  /** The rows of a partition: those at hand, or those of `compute`, which are kept as the level says. */
  rows(rddId: number, partition: number, compute: () => Iterable<Batch>): Iterable<Batch> {
    const id = rddBlock(rddId, partition)
    const atHand = this.#atHand.get(blockName(id))
    const put = this.#put(id)
    if (atHand !== undefined) return this.#read(atHand, put)
    const { level } = put
    if (!level.useMemory) return keepOnDisk(put, [], compute())
    return level.deserialized ? keepRows(put, compute()) : keepBytes(put, compute())
  }

  /** Settles when every copy that the levels ask for is made, or cannot be made. */
  async settle(): Promise<void> {
    await Promise.all(this.#copies)
  }

  /** Lets go of everything that was read. */
  close(): void {
    this.#options.heap.releaseReader(this.#options.taskId)
    for (const file of this.#files) closeSync(file)
    this.#files.clear()
    this.#atHand.clear()
  }

  #read(atHand: AtHand, put: Put): Iterable<Batch> {
    const { codec } = this.#options
    if (atHand.kind === 'rows') return [atHand.rows]
    if (atHand.kind === 'runs') return codec.decodeRuns(atHand.runs)
    const batches = codec.decodeFile(atHand.file)
    const { deserialized, useMemory } = put.level
    // What is on disk comes back to memory where there is room again.
    return atHand.isOwn && deserialized && useMemory ? keepRows(put, batches, true) : batches
  }

  #put(id: Put['id']): Put {
    const { blocks, codec, disk, heap, levelOf, taskId } = this.#options
    const level = levelOf(id.rddId)
    const name = blockName(id)
    return {
      id,
      level,
      heap,
      disk,
      blocks,
      codec,
      restsOnTask: () => this.hasSpilled,
      open: (path) => this.#open(path),
      kept: ({ rows, runs, file }) => {
        const isNew = !this.#atHand.has(name)
        if (rows !== undefined) {
          heap.read(name, taskId)
          this.#atHand.set(name, { kind: 'rows', rows })
        } else if (runs !== undefined) this.#atHand.set(name, { kind: 'runs', runs })
        else if (file !== undefined) this.#atHand.set(name, { kind: 'file', file, isOwn: false })
        if (level.replication < 2 || !isNew) return
        const copied = rows === undefined ? undefined : [sharedCopy(codec.encodeAll(rows))]
        this.#copies.push(blocks.replicate(id, level, copied))
      },
    }
  }

  #open(path: string): number {
    const file = openSync(path, 'r')
    this.#files.add(file)
    return file
  }
}

function sharedCopy(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length))
  copy.set(bytes)
  return copy
}
