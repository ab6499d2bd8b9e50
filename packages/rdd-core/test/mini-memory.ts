import type { MemoryConsumer, SpillFile, TaskMemory } from '../src/runtime.js'

/** Grants up to `limit` bytes in all; who is refused spills. */
export class MiniMemory implements TaskMemory {
  limit: number
  used = 0
  peak = 0
  readonly #consumers = new Set<MemoryConsumer>()

  constructor(limit: number) {
    this.limit = limit
  }

  acquire(bytes: number, asking?: MemoryConsumer): number {
    for (const consumer of this.#consumers) {
      if (this.limit - this.used >= bytes) break
      if (consumer !== asking) consumer.spill(bytes)
    }
    const granted = Math.max(0, Math.min(bytes, this.limit - this.used))
    this.used += granted
    this.peak = Math.max(this.peak, this.used)
    return granted
  }

  release(bytes: number): void {
    this.used -= bytes
    if (this.used < 0) throw new Error(`${-this.used} bytes more were released than taken`)
  }

  addConsumer(consumer: MemoryConsumer): () => void {
    this.#consumers.add(consumer)
    return () => void this.#consumers.delete(consumer)
  }
}

/** A spill file in memory. */
export class MiniSpillFile implements SpillFile {
  #bytes = new Uint8Array(0)
  #closed = false

  get length(): number {
    return this.#bytes.length
  }

  append(bytes: Uint8Array, count = bytes.length): number {
    const start = this.#bytes.length
    this.#bytes = Buffer.concat([this.#bytes, bytes.subarray(0, count)])
    return start
  }

  read(offset: number, length: number, into?: Uint8Array): Uint8Array {
    if (this.#closed) throw new Error('the file is gone with its task')
    const bytes = this.#bytes.slice(offset, offset + length)
    if (into === undefined || into.length < length) return bytes
    into.set(bytes)
    return into.subarray(0, length)
  }

  clear(): void {
    this.#bytes = new Uint8Array(0)
  }

  close(): void {
    this.#closed = true
  }
}
