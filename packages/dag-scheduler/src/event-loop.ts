/**
 * Handles events one at a time, in the order they were posted, never inside `post`.
 * @see org.apache.spark.util.EventLoop
 */
export class EventLoop<E> {
  readonly #handle: (event: E) => void
  readonly #failed: (error: unknown) => void
  #events: E[] = []
  #scheduled = false

  /** `failed` hears of what `handle` throws; the loop goes on. */
  constructor(handle: (event: E) => void, failed: (error: unknown) => void) {
    this.#handle = handle
    this.#failed = failed
  }

  post(event: E): void {
    this.#events.push(event)
    if (this.#scheduled) return
    this.#scheduled = true
    queueMicrotask(() => this.#run())
  }

  #run(): void {
    // Grows while it is walked: an event may post others.
    for (let next = 0; next < this.#events.length; next++) {
      try {
        this.#handle(this.#events[next] as E)
      } catch (error) {
        this.#failed(error)
      }
    }
    this.#events = []
    this.#scheduled = false
  }
}
