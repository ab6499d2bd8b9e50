import type { RawBody } from '../wire/frame.js'

/** Bytes that wait for their reader above which the sender is held back. */
const HIGH_WATER_BYTES = 1024 * 1024

/** A body that is arriving, as an async iterable that holds its connection back when it is read slowly. */
export class ByteBody implements RawBody, AsyncIterable<Uint8Array> {
  readonly #pause: () => void
  readonly #resume: () => void
  readonly #queue: Buffer[] = []
  #bytes = 0
  #paused = false
  #ended = false
  #abandoned = false
  #error: Error | null = null
  #wake: (() => void) | null = null

  constructor(pause: () => void, resume: () => void) {
    this.#pause = pause
    this.#resume = resume
  }

  onBytes(bytes: Buffer): void {
    if (this.#abandoned) return
    this.#queue.push(bytes)
    this.#bytes += bytes.length
    if (this.#bytes >= HIGH_WATER_BYTES && !this.#paused) {
      this.#paused = true
      this.#pause()
    }
    this.#notify()
  }

  onEnd(): void {
    this.#ended = true
    this.#notify()
  }

  /** Whether its reader is what is slow. */
  get isHeldBack(): boolean {
    return this.#paused
  }

  /** Nobody reads it, or reads on: what comes is thrown away, so that the connection goes on. */
  discard(): void {
    this.#abandoned = true
    this.#queue.length = 0
    this.#bytes = 0
    if (this.#paused) this.#unpause()
  }

  onBroken(error: Error): void {
    this.#error = error
    this.#notify()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void> {
    try {
      for (;;) {
        const next = this.#queue.shift()
        if (next !== undefined) {
          this.#bytes -= next.length
          if (this.#paused && this.#bytes < HIGH_WATER_BYTES / 2) this.#unpause()
          yield next
        } else if (this.#error !== null) throw this.#error
        else if (this.#ended) return
        else {
          await new Promise<void>((resolve) => {
            this.#wake = resolve
          })
        }
      }
    } finally {
      // A reader that leaves early must not keep the connection waiting.
      this.discard()
    }
  }

  #unpause(): void {
    this.#paused = false
    this.#resume()
  }

  #notify(): void {
    const wake = this.#wake
    this.#wake = null
    wake?.()
  }
}
