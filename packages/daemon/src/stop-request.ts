import { exitWithParent } from './lifeline.js'

/**
 * Resolves at the first request to stop this process, with its reason: SIGTERM, SIGINT, or the end of the
 * process that holds its lifeline. A second signal ends the process at once, with 1.
 */
export function stopRequest(): Promise<string> {
  return new Promise((resolve) => {
    let asked = false
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => {
        if (asked) process.exit(1)
        asked = true
        resolve(signal)
      })
    }
    // A daemon that was started for one program ends with it.
    exitWithParent({ onLost: () => resolve('the parent process is gone') })
  })
}
