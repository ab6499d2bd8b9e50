import type { JobControl } from './run-action.js'

/**
 * An action that runs and can be called off: a promise of its result, and the jobs behind it.
 * @see org.apache.spark.FutureAction
 */
export class FutureAction<T> implements PromiseLike<T> {
  readonly #controller = new AbortController()
  readonly #jobIds: number[] = []
  readonly #promise: Promise<T>
  #completed = false

  /** `run` gets what it has to hand to every job it starts. */
  constructor(run: (control: JobControl) => Promise<T>) {
    const { signal } = this.#controller
    this.#promise = run({ signal, onJobId: (jobId) => void this.#jobIds.push(jobId) })
    const completed = (): void => {
      this.#completed = true
    }
    this.#promise.then(completed, completed)
  }

  /** The jobs that it has run or runs, in this order. */
  get jobIds(): readonly number[] {
    return [...this.#jobIds]
  }

  get isCancelled(): boolean {
    return this.#controller.signal.aborted
  }

  /** Whether its result, or its failure, is there. */
  get isCompleted(): boolean {
    return this.#completed
  }

  /** Calls it off: the job that runs is cancelled, none begins, and the promise rejects. */
  cancel(reason = 'because its action was cancelled'): void {
    if (this.#completed) return
    // Who calls it off knows: the rejection is no news to anybody else.
    this.#promise.catch(() => {})
    this.#controller.abort(reason)
  }

  // oxlint-disable-next-line unicorn/no-thenable -- it is a promise
  then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#promise.then(onFulfilled, onRejected)
  }

  catch<B = never>(onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<T | B> {
    return this.#promise.catch(onRejected)
  }

  finally(onFinally?: (() => void) | null): Promise<T> {
    return this.#promise.finally(onFinally)
  }
}
