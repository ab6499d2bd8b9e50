import { ByteSink } from '@firesteel/serializer'

const FIRST_CHUNK = 1 << 16
const CHUNK = 1 << 20

interface Chunk {
  /** Where it begins among all bytes. */
  readonly start: number
  readonly sink: ByteSink
}

/**
 * Encoded batches, in memory that grows by one chunk at a time: nothing is copied to make room, and what
 * is taken is what is filled. A batch lies in one chunk.
 */
export class EncodedChunks {
  #chunks: Chunk[] = []
  #latest: Chunk = chunkAt(0, FIRST_CHUNK)
  #full = 0
  #longest = 0

  /** Bytes that were written. */
  get length(): number {
    return this.#full + this.#latest.sink.length
  }

  /** Bytes of memory that are held. */
  get capacity(): number {
    return this.#chunks.reduce(
      (sum, { sink }) => sum + sink.bytes.length,
      this.#latest.sink.bytes.length,
    )
  }

  /** What the next batch is written to. */
  get sink(): ByteSink {
    const { sink } = this.#latest
    const isFull = sink.length > 0 && sink.length + this.#longest > sink.bytes.length
    if (isFull && sink.bytes.length >= CHUNK) this.#begin()
    return this.#latest.sink
  }

  /** A batch of `length` bytes was written. */
  wrote(length: number): void {
    if (length > this.#longest) this.#longest = length
  }

  /** The bytes `from`..`to`, which are one batch's. */
  view(from: number, to: number): Uint8Array {
    const { start, sink } = this.#chunkOf(from)
    return sink.bytes.subarray(from - start, to - start)
  }

  /** Hands out all that was written, in order. */
  forEach(take: (bytes: Uint8Array, count: number) => void): void {
    for (const { sink } of [...this.#chunks, this.#latest]) take(sink.bytes, sink.length)
  }

  /** Forgets what was written; keeps one chunk at most. */
  clear(): void {
    this.#chunks = []
    this.#full = 0
    const { sink } = this.#latest
    if (sink.bytes.length > CHUNK) sink.replace(CHUNK)
    else sink.clear()
    this.#latest = { start: 0, sink }
    this.#longest = 0
  }

  #begin(): void {
    this.#full += this.#latest.sink.length
    this.#chunks.push(this.#latest)
    this.#latest = chunkAt(this.#full, Math.max(CHUNK, this.#longest))
  }

  #chunkOf(at: number): Chunk {
    if (at >= this.#latest.start) return this.#latest
    let [low, high] = [0, this.#chunks.length - 1]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#chunks[middle] as Chunk).start <= at) low = middle
      else high = middle - 1
    }
    return this.#chunks[low] as Chunk
  }
}

const chunkAt = (start: number, capacity: number): Chunk => ({
  start,
  sink: new ByteSink(capacity),
})
