/** Signals that end a program when nobody listens to them. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Calls `stop` when the program is about to end while a context still runs: because it has nothing
 * left to do, or by a signal that nobody else handles (which ends the process afterwards as it would
 * have). `stop` is told which; returns what takes the guard away.
 *
 * @see org.apache.spark.util.ShutdownHookManager
 */
export function guardExit(stop: (when: string) => Promise<void>): () => void {
  const onBeforeExit = (): void => void stop('the end of the program')
  const onSignal = (signal: NodeJS.Signals): void => {
    release()
    const again = (): void => {
      // Another listener has its own idea of how the program ends.
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
    }
    stop(`the end of the program (${signal})`).then(again, again)
  }
  const release = (): void => {
    process.off('beforeExit', onBeforeExit)
    for (const signal of SIGNALS) process.off(signal, onSignal)
  }
  process.once('beforeExit', onBeforeExit)
  for (const signal of SIGNALS) process.once(signal, onSignal)
  return release
}
