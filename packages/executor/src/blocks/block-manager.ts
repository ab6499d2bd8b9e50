import type { Logger } from '@firesteel/logging'
import {
  type BlockId,
  type BlockMemory,
  type BlockStatus,
  ComputeLocks,
  type DiskStore,
  type MemoryBlock,
  MemoryStore,
  blockName,
} from '@firesteel/storage'
import { StorageLevel } from '@firesteel/storage-level'
import type { BlockRuns, FoundBlock, KeptBlock } from '@firesteel/task/runtime'
import type { BlockNews, Reserved, Victim } from '../slot/block-news.js'
import { type HeapBlock, HeapHolders } from './heap-holders.js'
import type { Neighbours } from './neighbours.js'

/** What a {@link BlockManager} is made of. */
export interface BlockManagerOptions {
  readonly memory: BlockMemory
  readonly disk: DiskStore
  readonly neighbours: Neighbours
  readonly logger: Logger
  /** A copy of a block in the heap of `slot`; undefined when that slot is busy or has it no more. */
  readHeap(slot: number, id: BlockId): Promise<Uint8Array | undefined>
  /** A block is kept otherwise than before, in the heap of `slot` or, without one, where every slot reads it. */
  onStatus(id: BlockId, slot: number | undefined, status: BlockStatus): void
}

/** A block's file. */
interface FileBlock extends KeptBlock {
  readonly id: BlockId
}

/** Blocks that nobody keeps. */
const GONE: BlockStatus = { level: StorageLevel.NONE, memoryBytes: 0, diskBytes: 0 }

/**
 * The blocks of one executor, on its main thread: bytes in shared memory and files, which belong to all
 * slots, and word of the rows that slots hold in their heaps.
 *
 * find → shared memory, file, another slot's heap → (another slot computes it: wait) → another executor →
 * undefined: the slot computes it, alone where the block is one for all slots.
 * @see org.apache.spark.storage.BlockManager
 */
export class BlockManager {
  readonly #options: BlockManagerOptions
  readonly #shared: MemoryStore<BlockRuns>
  readonly #files = new Map<string, FileBlock>()
  readonly #heaps = new HeapHolders()
  readonly #locks = new ComputeLocks()
  /** Evicted blocks that a slot is writing to their files, and which slot. */
  readonly #leaving = new Map<string, { readonly block: MemoryBlock<BlockRuns>; slot: number }>()
  /** Rows of a slot as bytes, for those who fetch copies of them. */
  readonly #outgoing = new Map<string, BlockRuns>()
  /** Bytes that a slot has reserved for a block under way. */
  readonly #reserved = new Map<number, number>()
  #evicted: MemoryBlock<BlockRuns>[] = []
  #isLeaving = false

  constructor(options: BlockManagerOptions) {
    this.#options = options
    const onEvict = (block: MemoryBlock<BlockRuns>): unknown => this.#evicted.push(block)
    this.#shared = new MemoryStore({ memory: options.memory, onEvict })
  }

  /** What a slot asks before it computes a partition. */
  async find(slot: number, id: BlockId, level: StorageLevel): Promise<FoundBlock | undefined> {
    const name = blockName(id)
    for (;;) {
      const here = this.#here(slot, name) ?? (await this.#fromHeap(slot, id))
      if (here !== undefined) return here
      const isShared = !level.useMemory || !level.deserialized
      const turn = isShared ? this.#locks.take(name, slot) : 'spare'
      if (typeof turn !== 'string') {
        await turn
        continue
      }
      const found = await this.#options.neighbours.fetch(id)
      if (found !== undefined) this.#locks.release(name, slot)
      return found
    }
  }

  /** What a slot says of blocks while its task runs. */
  hear(slot: number, news: BlockNews): void {
    switch (news.kind) {
      case 'memory': {
        const { id, runs, level, sizeBytes } = news
        this.#unreserve(slot, sizeBytes)
        this.#shared.put(id, runs, { sizeBytes, level, reserved: sizeBytes })
        return this.#kept(slot, id)
      }
      case 'disk': {
        const { id, level, sizeBytes } = news
        this.#leaving.delete(blockName(id))
        this.#files.set(blockName(id), { id, level, sizeBytes })
        return this.#kept(slot, id)
      }
      case 'heap': {
        const { id, level, sizeBytes } = news
        this.#heaps.add({ id, slot, level, sizeBytes })
        return this.#options.onStatus(id, slot, { level, memoryBytes: sizeBytes, diskBytes: 0 })
      }
      case 'dropped':
        if (this.#heaps.delete(blockName(news.id), slot)) {
          this.#options.onStatus(news.id, slot, GONE)
        }
        return
      case 'gaveUp':
        if (news.why !== undefined) this.#options.logger.warn(news.why)
        return this.#locks.release(blockName(news.id), slot)
      case 'released':
        this.#unreserve(slot, news.bytes)
        return this.#shared.release(news.bytes)
    }
  }

  /** Memory for a block under way in `slot`; the slot writes the victims to their files. */
  reserve(slot: number, bytes: number, rddId: number): Reserved {
    const granted = this.#shared.reserve(bytes, rddId)
    if (granted) this.#reserved.set(slot, (this.#reserved.get(slot) ?? 0) + bytes)
    return { bytes: granted ? bytes : 0, victims: this.#victims(slot) }
  }

  /** Makes about `bytes` of shared memory free for a task in `slot`. */
  shrink(slot: number, bytes: number): Reserved {
    return { bytes: this.#shared.shrink(bytes), victims: this.#victims(slot) }
  }

  /** Copies a block of a slot to other executors; `runs` when only the slot's heap has it. */
  async replicate(id: BlockId, level: StorageLevel, runs: BlockRuns | undefined): Promise<void> {
    const name = blockName(id)
    if (runs !== undefined) this.#outgoing.set(name, runs)
    try {
      await this.#options.neighbours.replicate(id, level)
    } finally {
      this.#outgoing.delete(name)
    }
  }

  /** As {@link replicate}, for a block that lost copies elsewhere; false when it is not here. */
  async replicateAgain(id: BlockId, level: StorageLevel): Promise<boolean> {
    const block = await this.forOthers(id)
    if (block === undefined) return false
    await this.replicate(id, level, block.kind === 'runs' ? block.runs : undefined)
    return true
  }

  /** The attempt in `slot` is over: what it read may be evicted, what it did not keep others may compute. */
  attemptEnded(slot: number): void {
    this.#shared.releaseReader(slot)
    this.#shared.release(this.#reserved.get(slot) ?? 0)
    this.#reserved.delete(slot)
    this.#locks.releaseAll(slot)
  }

  /** The thread of `slot` is gone, and with it its heap and what it was writing. */
  slotLost(slot: number): void {
    this.attemptEnded(slot)
    for (const [name, { block, slot: writer }] of this.#leaving) {
      if (writer !== slot) continue
      this.#leaving.delete(name)
      this.#tell(block.id)
    }
    for (const block of this.#heaps.all()) {
      if (block.slot === slot) this.hear(slot, { kind: 'dropped', id: block.id })
    }
  }

  /** A block of another executor is kept here, too: in its file, or in the `runs` that were reserved. */
  keepCopy(id: BlockId, about: KeptBlock, runs: BlockRuns | undefined): boolean {
    if (runs === undefined) this.#files.set(blockName(id), { id, ...about })
    else if (
      !this.#shared.put(id, runs, {
        sizeBytes: about.sizeBytes,
        level: asBytes(about.level),
        reserved: about.sizeBytes,
      })
    ) {
      return false
    }
    this.#tell(id)
    return true
  }

  /** Memory for a copy: nothing is evicted for it. */
  reserveCopy(bytes: number): boolean {
    return this.#options.memory.acquireStorage(bytes)
  }

  releaseCopy(bytes: number): void {
    this.#options.memory.releaseStorage(bytes)
  }

  /** A block for another executor, whole. */
  async forOthers(id: BlockId): Promise<FoundBlock | undefined> {
    const name = blockName(id)
    const outgoing = this.#outgoing.get(name)
    if (outgoing !== undefined) return found(outgoing)
    return this.#here(undefined, name) ?? (await this.#fromHeap(undefined, id))
  }

  /** Whether the executor leaves: it takes no copies any more. */
  get isLeaving(): boolean {
    return this.#isLeaving
  }

  leave(): void {
    this.#isLeaving = true
  }

  /** All blocks that are here, each once, with what was wished for it. */
  all(): readonly { readonly id: BlockId; readonly level: StorageLevel }[] {
    const leaving = [...this.#leaving.values()].map(({ block }) => block)
    const every = [
      ...this.#heaps.all(),
      ...this.#shared.blocks(),
      ...leaving,
      ...this.#files.values(),
    ]
    return [...new Map(every.map(({ id, level }) => [blockName(id), { id, level }])).values()]
  }

  /** What `use` says while others can fetch the block here; undefined when it cannot be read now. */
  async lend<R>(id: BlockId, use: () => Promise<R>): Promise<R | undefined> {
    const block = await this.forOthers(id)
    if (block === undefined) return undefined
    const name = blockName(id)
    if (block.kind === 'runs') this.#outgoing.set(name, block.runs)
    try {
      return await use()
    } finally {
      this.#outgoing.delete(name)
    }
  }

  /** Whether this executor keeps the block anywhere. */
  has(id: BlockId): boolean {
    const name = blockName(id)
    return this.#shared.has(name) || this.#files.has(name) || this.#heaps.of(name).length > 0
  }

  /** Forgets the blocks of a dataset, but for rows in heaps, which their slots forget; how many there were. */
  removeRdd(rddId: number): number {
    const ids = [...this.#shared.blocks(), ...this.#files.values(), ...this.#heaps.all()]
      .map(({ id }) => id)
      .filter((id) => id.kind === 'rdd' && id.rddId === rddId)
    const unique = new Map(ids.map((id) => [blockName(id), id]))
    for (const id of unique.values()) this.removeBlock(id)
    return unique.size
  }

  /** Forgets a block, as {@link removeRdd} does; whether it was there. */
  removeBlock(id: BlockId): boolean {
    const name = blockName(id)
    const wasShared = this.#shared.remove(name) !== undefined
    const wasFile = this.#files.delete(name)
    if (wasFile) this.#options.disk.remove(id)
    if (wasShared || wasFile) this.#tell(id)
    const held: readonly HeapBlock[] = this.#heaps.of(name)
    for (const { slot } of held) this.hear(slot, { kind: 'dropped', id })
    return wasShared || wasFile || held.length > 0
  }

  #here(reader: number | undefined, name: string): FoundBlock | undefined {
    const shared = reader === undefined ? this.#shared.get(name) : this.#shared.read(name, reader)
    const block = shared ?? this.#leaving.get(name)?.block
    if (block !== undefined) return found(block.value)
    const file = this.#files.get(name)
    if (file === undefined) return undefined
    return { kind: 'file', path: this.#options.disk.path(file.id), sizeBytes: file.sizeBytes }
  }

  async #fromHeap(asking: number | undefined, id: BlockId): Promise<FoundBlock | undefined> {
    for (const { slot } of this.#heaps.of(blockName(id))) {
      if (slot === asking) continue
      const bytes = await this.#options.readHeap(slot, id)
      if (bytes !== undefined) return found([bytes])
    }
    return undefined
  }

  /** What had to make room just now and has to be written by `slot`; the rest is gone. */
  #victims(slot: number): readonly Victim[] {
    const victims: Victim[] = []
    for (const block of this.#evicted.splice(0)) {
      const { id, level, name, value } = block
      if (level.useDisk && !this.#files.has(name)) {
        this.#leaving.set(name, { block, slot })
        victims.push({ id, level, runs: value })
      } else this.#tell(id)
    }
    return victims
  }

  #unreserve(slot: number, bytes: number): void {
    this.#reserved.set(slot, Math.max(0, (this.#reserved.get(slot) ?? 0) - bytes))
  }

  #kept(slot: number, id: BlockId): void {
    this.#locks.release(blockName(id), slot)
    this.#tell(id)
  }

  /** Says how a block that is no slot's own is kept now. */
  #tell(id: BlockId): void {
    const name = blockName(id)
    const shared = this.#shared.peek(name)
    const file = this.#files.get(name)
    const level = (shared ?? file)?.level
    const status =
      level === undefined
        ? GONE
        : {
            level: {
              ...asBytes(level),
              useMemory: shared !== undefined,
              useDisk: file !== undefined,
            },
            memoryBytes: shared?.sizeBytes ?? 0,
            diskBytes: file?.sizeBytes ?? 0,
          }
    this.#options.onStatus(id, undefined, status)
  }
}

/** As what executors share: bytes, whatever their slots make of them. */
const asBytes = (level: StorageLevel): StorageLevel => ({ ...level, deserialized: false })

const found = (runs: BlockRuns): FoundBlock => ({
  kind: 'runs',
  runs,
  sizeBytes: runs.reduce((sum, run) => sum + run.length, 0),
})
