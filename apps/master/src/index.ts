import { errorFrom } from '@firesteel/errors'
import { exitWithParent } from '@firesteel/local-cluster/lifeline'
import { createLogger } from '@firesteel/logging'
import { parseArgs } from './args.js'
import { type Daemon, startDaemon } from './daemon.js'
import { type Settings, settingsFrom } from './settings.js'

/** What a Master prints on standard output once it can be reached, followed by its URL. */
export const READY = 'firesteel-master ready'

/**
 * The Master daemon: runs until SIGTERM or SIGINT and resolves with the exit code: 0 after a clean stop
 * or help, 1 when it could not start, 2 when the command line or a setting
 * is wrong.
 */
export async function main(argv: readonly string[]): Promise<number> {
  const args = parseArgs(argv)
  if (args.kind === 'help') {
    process.stdout.write(args.text)
    return 0
  }
  if (args.kind === 'usage') return failed(2, args.message)
  let settings: Settings
  try {
    settings = settingsFrom(args.flags, process.env)
  } catch (error) {
    return failed(2, errorFrom(error).message)
  }
  const { logFormat: format, logLevel: level } = args.flags
  const logger = createLogger({ name: 'master', format, level })
  for (const warning of settings.warnings) logger.warn(warning)
  // Registered before anything listens, so that no signal is missed.
  const told = stopSignal()
  let daemon: Daemon
  try {
    daemon = await startDaemon(settings, logger)
  } catch (error) {
    return failed(1, errorFrom(error).message)
  }
  process.on('uncaughtException', (error) => {
    logger.error({ error: error.stack }, 'an error that nobody caught; the Master goes on')
  })
  process.stdout.write(`${READY} ${daemon.url}\n`)
  logger.info({ reason: await told }, 'stopping')
  await daemon.stop()
  return 0
}

/** One line for the user, whatever went wrong. */
function failed(code: 1 | 2, message: string): number {
  const hint = code === 2 ? ' (see firesteel-master --help)' : ''
  process.stderr.write(`firesteel-master: ${message.split('\n')[0]}${hint}\n`)
  return code
}

/** Resolves at the first request to stop, with its reason; a second signal ends the process at once. */
function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    let asked = false
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => {
        if (asked) process.exit(1)
        asked = true
        resolve(signal)
      })
    }
    // A Master that was started for one program ends with it.
    exitWithParent({ onLost: () => resolve('the parent process is gone') })
  })
}
