import { MemoryCells } from './memory-cells.js'
import { fitsInStorage, freeBytes, planExecution } from './plan-grant.js'
import { TaskMemory } from './task-memory.js'

/** How large a pool is. */
export interface UnifiedMemoryOptions {
  /** Bytes that tasks and cached blocks share. */
  readonly poolBytes: number
  /** Of these, what cached blocks keep when tasks need room. */
  readonly storageBytes: number
  readonly slots: number
  /** What one slot's own heap may hold of the pool; all of it unless said. */
  readonly slotBytes?: number | undefined
}

/** The pool at one moment, in bytes. */
export interface MemoryUse {
  readonly poolBytes: number
  readonly executionBytes: number
  readonly storageBytes: number
}

/** What one slot's thread holds of the pool, in bytes. */
export interface SlotUse {
  readonly executionBytes: number
  readonly storageBytes: number
}

/** Drops cached blocks of this thread, releases what they took and returns how much that was. */
export type Evict = (bytes: number) => number

/**
 * One pool of memory per executor, shared out between running tasks (execution) and cached blocks
 * (storage); each borrows what the other leaves free. Its state is one SharedArrayBuffer: the main thread
 * creates it, every slot attaches to it. All calls are synchronous and may come from any thread.
 *
 * Never grants more than the pool; a task never has more than an even share of it; storage never
 * drives out execution, and execution drives storage back only to its protected region.
 * @see org.apache.spark.memory.UnifiedMemoryManager
 */
export class UnifiedMemory {
  readonly #cells: MemoryCells
  /** The slot whose thread this is, or the number of slots on the main thread. */
  readonly #owner: number
  #evict: Evict | undefined

  private constructor(cells: MemoryCells, owner: number) {
    this.#cells = cells
    this.#owner = owner
  }

  /** A new pool, seen from the main thread. */
  static create(options: UnifiedMemoryOptions): UnifiedMemory {
    const { poolBytes, storageBytes, slots, slotBytes = poolBytes } = options
    const cells = MemoryCells.create({ poolBytes, storageBytes, slots, slotBytes })
    return new UnifiedMemory(cells, slots)
  }

  /** The pool behind `buffer`, seen from the thread of `slot`; from the main thread when none is named. */
  static attach(buffer: SharedArrayBuffer, slot?: number): UnifiedMemory {
    const cells = new MemoryCells(buffer)
    return new UnifiedMemory(cells, slot ?? cells.slots)
  }

  /** What other threads attach to. */
  get buffer(): SharedArrayBuffer {
    return this.#cells.buffer
  }

  /** What one slot may hold of the pool, in bytes. */
  get slotBytes(): number {
    return this.#cells.slotBytes
  }

  /** How the pool is used now. */
  use(): MemoryUse {
    const { pool, executionUsed, storageUsed } = this.#cells.facts()
    return { poolBytes: pool, executionBytes: executionUsed, storageBytes: storageUsed }
  }

  /** What the thread of one slot holds now. */
  slotUse(slot: number): SlotUse {
    return { executionBytes: this.#cells.execution(slot), storageBytes: this.#cells.storage(slot) }
  }

  /** The memory of a task that begins in `slot`; whatever an earlier one left there is given back. */
  taskMemory(slot: number, taskId: number): TaskMemory {
    this.#begin(slot, true)
    return new TaskMemory(taskId, {
      acquire: (bytes) => this.#acquire(slot, bytes),
      release: (bytes) => this.#locked(() => this.#cells.addExecution(slot, -bytes)),
      close: () => this.#begin(slot, false),
    })
  }

  /** Says how this thread makes room when tasks need what cached blocks have borrowed. */
  onReclaim(evict: Evict): void {
    this.#evict = evict
  }

  /** Takes `bytes` for a block that this thread keeps; false, with nothing taken, when they are not free. */
  acquireStorage(bytes: number): boolean {
    return this.#locked(() => {
      const fits = fitsInStorage(this.#cells.facts(), bytes, this.#slotFree(this.#owner))
      if (fits) this.#cells.addStorage(this.#owner, bytes)
      return fits
    })
  }

  /** Gives back what a block took. */
  releaseStorage(bytes: number): void {
    this.#locked(() => this.#cells.addStorage(this.#owner, -bytes))
  }

  /** Bytes of blocks that this thread could still take. */
  freeStorage(): number {
    return this.#locked(() => Math.min(freeBytes(this.#cells.facts()), this.#slotFree(this.#owner)))
  }

  /** The most that cached blocks could have, with the tasks as they are. */
  maxStorage(): number {
    const { pool, executionUsed } = this.#cells.facts()
    return Math.max(0, pool - executionUsed)
  }

  /**
   * Bytes that tasks wanted since the last call and that blocks beyond the storage region, kept by
   * other threads than the task's, could have given. Those who keep blocks evict them when they like.
   */
  takeShortage(): number {
    return this.#cells.takeWanted()
  }

  /** Gives back all that the thread of `slot` held; for whoever sees it end. */
  slotLost(slot: number): void {
    this.#cells.forceUnlock(slot)
    this.#locked(() => {
      this.#cells.addStorage(slot, -this.#cells.storage(slot))
      this.#cells.addExecution(slot, -this.#cells.execution(slot))
      this.#cells.setActive(slot, false)
    })
  }

  #begin(slot: number, isActive: boolean): void {
    this.#locked(() => {
      this.#cells.addExecution(slot, -this.#cells.execution(slot))
      this.#cells.setActive(slot, isActive)
    })
  }

  #acquire(slot: number, wanted: number): number {
    const first = this.#tryAcquire(slot, wanted)
    if (first.reclaim === 0) return first.grant
    const freed = this.#evict?.(first.reclaim) ?? 0
    if (freed < first.reclaim) this.#cells.want(first.reclaim - freed)
    if (freed === 0) return first.grant
    return first.grant + this.#tryAcquire(slot, wanted - first.grant).grant
  }

  #tryAcquire(slot: number, wanted: number): { readonly grant: number; readonly reclaim: number } {
    return this.#locked(() => {
      const plan = planExecution(this.#cells.facts(), {
        wanted,
        mine: this.#cells.execution(slot),
        active: this.#cells.active(),
        slotFree: this.#slotFree(slot),
      })
      if (plan.grant > 0) this.#cells.addExecution(slot, plan.grant)
      return plan
    })
  }

  /** What the heap of a slot can still hold; the main thread keeps its blocks outside of any heap. */
  #slotFree(slot: number): number {
    const { slots, slotBytes } = this.#cells
    if (slot >= slots) return Number.POSITIVE_INFINITY
    return Math.max(0, slotBytes - this.#cells.execution(slot) - this.#cells.storage(slot))
  }

  #locked<T>(change: () => T): T {
    return this.#cells.locked(this.#owner, change)
  }
}
