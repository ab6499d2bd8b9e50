import type { PoolFacts } from './plan-grant.js'

const LOCK = 0
const SLOTS = 1
const WANTED_KIB = 2
const HEADER_BYTES = 16
/** A look at the lock every so many milliseconds, should its owner have ended without a word. */
const LOOK_AGAIN_MS = 5

const POOL = 0
const STORAGE_REGION = 1
const SLOT_BYTES = 2
const FIRST_SLOT = 3

/** What a pool is made of, in bytes. */
export interface PoolSize {
  readonly poolBytes: number
  readonly storageBytes: number
  readonly slots: number
  readonly slotBytes: number
}

/**
 * The shared state of a pool. Every change is one cell, written under a lock: a thread that is
 * terminated half way leaves sums that are right.
 */
export class MemoryCells {
  readonly buffer: SharedArrayBuffer
  readonly slots: number
  readonly #words: Int32Array
  readonly #bytes: Float64Array

  constructor(buffer: SharedArrayBuffer) {
    this.buffer = buffer
    this.#words = new Int32Array(buffer, 0, HEADER_BYTES / 4)
    this.#bytes = new Float64Array(buffer, HEADER_BYTES)
    this.slots = Atomics.load(this.#words, SLOTS)
  }

  static create({ poolBytes, storageBytes, slots, slotBytes }: PoolSize): MemoryCells {
    const cells = FIRST_SLOT + 3 * (slots + 1)
    const buffer = new SharedArrayBuffer(HEADER_BYTES + 8 * cells)
    new Int32Array(buffer)[SLOTS] = slots
    new Float64Array(buffer, HEADER_BYTES).set([poolBytes, storageBytes, slotBytes])
    return new MemoryCells(buffer)
  }

  /** Runs `change` alone among all threads; `owner` is the slot it runs in, or the number of slots. */
  locked<T>(owner: number, change: () => T): T {
    const words = this.#words
    for (;;) {
      const holder = Atomics.compareExchange(words, LOCK, 0, owner + 1)
      if (holder === 0) break
      Atomics.wait(words, LOCK, holder, LOOK_AGAIN_MS)
    }
    try {
      return change()
    } finally {
      this.#unlock(owner)
    }
  }

  /** Takes the lock from a thread that is gone. */
  forceUnlock(owner: number): void {
    this.#unlock(owner)
  }

  #unlock(owner: number): void {
    if (Atomics.compareExchange(this.#words, LOCK, owner + 1, 0) === owner + 1) {
      Atomics.notify(this.#words, LOCK, 1)
    }
  }

  facts(): PoolFacts {
    let executionUsed = 0
    let storageUsed = 0
    for (let slot = 0; slot <= this.slots; slot++) {
      executionUsed += this.execution(slot)
      storageUsed += this.storage(slot)
    }
    const [pool, storageRegion] = [
      this.#bytes[POOL] as number,
      this.#bytes[STORAGE_REGION] as number,
    ]
    return { pool, storageRegion, executionUsed, storageUsed }
  }

  /** What the heap of one slot holds at most. */
  get slotBytes(): number {
    return this.#bytes[SLOT_BYTES] as number
  }

  /** Slots in which a task runs. */
  active(): number {
    let count = 0
    for (let slot = 0; slot <= this.slots; slot++)
      count += this.#bytes[this.#cell(slot, 2)] as number
    return count
  }

  setActive(slot: number, isActive: boolean): void {
    this.#bytes[this.#cell(slot, 2)] = isActive ? 1 : 0
  }

  execution(slot: number): number {
    return this.#bytes[this.#cell(slot, 0)] as number
  }

  addExecution(slot: number, bytes: number): void {
    const cell = this.#cell(slot, 0)
    this.#bytes[cell] = Math.max(0, (this.#bytes[cell] as number) + bytes)
  }

  storage(owner: number): number {
    return this.#bytes[this.#cell(owner, 1)] as number
  }

  addStorage(owner: number, bytes: number): void {
    const cell = this.#cell(owner, 1)
    this.#bytes[cell] = Math.max(0, (this.#bytes[cell] as number) + bytes)
  }

  /** Notes that a task wanted more than this thread could evict. */
  want(bytes: number): void {
    const kib = Math.min(2 ** 30, Math.ceil(bytes / 1024))
    if (Atomics.load(this.#words, WANTED_KIB) < kib) Atomics.store(this.#words, WANTED_KIB, kib)
  }

  /** Bytes wanted since the last time somebody took the note. */
  takeWanted(): number {
    return Atomics.exchange(this.#words, WANTED_KIB, 0) * 1024
  }

  #cell(slot: number, which: 0 | 1 | 2): number {
    return FIRST_SLOT + 3 * slot + which
  }
}
