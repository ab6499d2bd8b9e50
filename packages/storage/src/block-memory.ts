/**
 * Where a store takes the memory of its blocks from: `UnifiedMemory` of `@firesteel/memory`, or a fixed
 * budget. All in bytes, all at once: nothing waits.
 */
export interface BlockMemory {
  /** Takes `bytes`; false, with nothing taken, when they are not free. */
  acquireStorage(bytes: number): boolean
  releaseStorage(bytes: number): void
  /** Bytes that could be taken now. */
  freeStorage(): number
}

/** A budget of `maxBytes` that nobody else takes from. */
export class FixedBlockMemory implements BlockMemory {
  readonly maxBytes: number
  #used = 0

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes
  }

  get usedBytes(): number {
    return this.#used
  }

  acquireStorage(bytes: number): boolean {
    if (bytes > this.freeStorage()) return false
    this.#used += bytes
    return true
  }

  releaseStorage(bytes: number): void {
    this.#used = Math.max(0, this.#used - bytes)
  }

  freeStorage(): number {
    return this.maxBytes - this.#used
  }
}
