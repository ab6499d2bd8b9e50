import type { Clock } from '@firesteel/clock'

/** How often the kill flag is looked at while an async function of the user's is awaited. */
const LOOK_EVERY_MS = 100

/**
 * What `work` resolves with. When the task is killed meanwhile it rejects with what `checkKilled` throws
 * and aborts the signal, so that a promise which never settles keeps no slot.
 */
export async function unlessKilled<T>(
  task: { checkKilled(): void },
  clock: Clock,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const abort = new AbortController()
  let stop = () => {}
  const killed = new Promise<never>((_, reject) => {
    stop = clock.every(LOOK_EVERY_MS, () => {
      try {
        task.checkKilled()
      } catch (error) {
        stop()
        abort.abort(error)
        reject(error)
      }
    })
  })
  try {
    return await Promise.race([work(abort.signal), killed])
  } finally {
    stop()
  }
}
