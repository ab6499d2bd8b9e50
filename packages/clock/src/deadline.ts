import { SparkError } from '@firesteel/errors'
import type { Clock } from './clock.js'

/** A promise did not settle in time. */
export class DeadlineExceededError extends SparkError {
  constructor(what: string, afterMs: number) {
    super('DEADLINE_EXCEEDED', `${what} took longer than ${afterMs} ms`, {
      retryable: true,
      details: { afterMs },
    })
  }
}

/** Settles as `promise` does, or rejects with {@link DeadlineExceededError} after `afterMs`. */
export function withDeadline<T>(
  clock: Clock,
  afterMs: number,
  what: string,
  promise: Promise<T>,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const cancel = clock.after(afterMs, () => reject(new DeadlineExceededError(what, afterMs)))
    promise.then(resolve, reject).finally(cancel)
  })
}

/** Resolves `delayMs` from now. */
export const sleep = (clock: Clock, delayMs: number): Promise<void> =>
  new Promise((resolve) => {
    clock.after(delayMs, resolve)
  })
