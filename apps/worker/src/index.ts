import { SystemClock, withDeadline } from '@firesteel/clock'
import { errorFrom } from '@firesteel/errors'
import { exitWithParent } from '@firesteel/local-cluster/lifeline'
import { type Logger, createLogger } from '@firesteel/logging'
import { parseArgs } from './args.js'
import { type Daemon, startDaemon } from './daemon.js'
import { type Settings, settingsFrom } from './settings.js'

/** What a Worker prints on standard output once a Master took it, followed by its id and the Master's URL. */
export const READY = 'firesteel-worker ready'

/** Beyond the shutdown deadline, which is for executors: SIGKILL, last reports, goodbyes. */
const STOP_MARGIN_MS = 5_000

type Ending = { readonly signal: string } | { readonly error: Error }

/**
 * The Worker daemon: runs until SIGTERM or SIGINT and resolves with the exit code: 0 after a clean stop
 * or help, 1 when it could not start or gave up, 2 when the command line or a setting is wrong.
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
    settings = settingsFrom(args.masters, args.flags, process.env)
  } catch (error) {
    return failed(2, errorFrom(error).message)
  }
  const { logFormat: format, logLevel: level } = args.flags
  const logger = createLogger({ name: 'worker', format, level })
  for (const warning of settings.warnings) logger.warn(warning)
  return run(settings, logger)
}

async function run(settings: Settings, logger: Logger): Promise<number> {
  let end: (ending: Ending) => void = () => {}
  const ending = new Promise<Ending>((resolve) => (end = resolve))
  // Registered before anything starts, so that no signal is missed.
  onStopSignal((signal) => end({ signal }))
  // A Worker that was started for one program ends with it.
  exitWithParent({ onLost: () => end({ signal: 'the parent process is gone' }) })
  let daemon: Daemon | undefined
  let announced = false
  try {
    daemon = await startDaemon(settings, logger, {
      onGaveUp: (error) => end({ error }),
      onRegistered: (masterUrl) => {
        if (announced) return
        announced = true
        // The registration needs the network, so the daemon is there by now.
        process.stdout.write(`${READY} ${daemon?.workerId ?? ''} ${masterUrl}\n`)
      },
    })
  } catch (error) {
    return failed(1, errorFrom(error).message)
  }
  decommissionOn(settings.decommissionSignal, daemon)
  process.on('uncaughtException', (error) => {
    logger.error({ error: error.stack }, 'an error that nobody caught; the Worker goes on')
  })
  const why = await ending
  logger.info('signal' in why ? { signal: why.signal } : { err: why.error }, 'stopping')
  await stopInTime(daemon, settings, logger)
  return 'signal' in why ? 0 : failed(1, why.error.message)
}

async function stopInTime(daemon: Daemon, settings: Settings, logger: Logger): Promise<void> {
  const withinMs = settings.worker.shutdownDeadlineMs + STOP_MARGIN_MS
  try {
    await withDeadline(new SystemClock(), withinMs, 'stopping', daemon.stop())
  } catch (error) {
    logger.error({ error: String(error) }, 'the Worker did not stop cleanly')
  }
}

function decommissionOn(signal: NodeJS.Signals | undefined, daemon: Daemon): void {
  if (signal !== undefined) process.on(signal, () => daemon.decommission())
}

/** One line for the user, whatever went wrong. */
function failed(code: 1 | 2, message: string): number {
  const hint = code === 2 ? ' (see firesteel-worker --help)' : ''
  process.stderr.write(`firesteel-worker: ${message.split('\n')[0]}${hint}\n`)
  return code
}

/** Tells of the first request to stop; a second one ends the process at once. */
function onStopSignal(stop: (signal: NodeJS.Signals) => void): void {
  let asked = false
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (asked) process.exit(1)
      asked = true
      stop(signal)
    })
  }
}
