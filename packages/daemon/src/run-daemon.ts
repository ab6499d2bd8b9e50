import { type Clock, SystemClock, withDeadline } from '@firesteel/clock'
import { errorFrom } from '@firesteel/errors'
import { type Logger, createLogger } from '@firesteel/logging'
import { type Arguments, type DaemonCommand, parseArguments } from './command-line.js'
import type { DaemonFlags } from './flags.js'
import type { Environment } from './given.js'
import { readyLine } from './ready-line.js'
import { stopRequest } from './stop-request.js'

/** What a daemon says about itself while it runs. */
export interface DaemonEvents {
  /** It can be reached: prints the ready line, the first time. */
  readonly onReady: (...facts: readonly string[]) => void
  /** It cannot go on: it is stopped and its process ends with 1. */
  readonly onGaveUp: (error: Error) => void
}

/** A daemon that was started. */
export interface RunningDaemon {
  /** What `stop()` may take before the process ends without it. */
  readonly stopWithinMs: number
  stop(): Promise<void>
}

/** A daemon, as its program describes it. */
export interface Daemon<Flags extends DaemonFlags, Settings extends Warnings> {
  readonly command: DaemonCommand
  /** What log lines call it: `Master`. */
  readonly title: string
  /** Reads the settings; what it throws is a usage error. */
  readonly settingsFrom: (
    given: Extract<Arguments<Flags>, { kind: 'run' }>,
    env: Environment,
  ) => Settings
  /** Starts it; what it rejects with is why it could not start. */
  readonly start: (
    settings: Settings,
    logger: Logger,
    events: DaemonEvents,
  ) => Promise<RunningDaemon>
  readonly clock?: Clock | undefined
}

/** What a daemon's user should know and what stops nothing. */
export interface Warnings {
  readonly warnings: readonly string[]
}

/**
 * Runs a daemon until SIGTERM, SIGINT or the end of the process that holds its lifeline, and resolves with
 * the exit code: 0 after a stop or help, 1 when it could not start or gave up, 2 when the command
 * line or a setting is wrong. What went wrong is one line on standard error.
 */
export async function runDaemon<Flags extends DaemonFlags, Settings extends Warnings>(
  argv: readonly string[],
  daemon: Daemon<Flags, Settings>,
): Promise<number> {
  const { name } = daemon.command
  const given = parseArguments<Flags>(daemon.command, argv)
  if (given.kind === 'help') {
    process.stdout.write(given.text)
    return 0
  }
  if (given.kind === 'usage') return failed(name, 2, given.message)
  let settings: Settings
  try {
    settings = daemon.settingsFrom(given, process.env)
  } catch (error) {
    return failed(name, 2, errorFrom(error).message)
  }
  const { logFormat: format, logLevel: level } = given.flags
  const logger = createLogger({ name: daemon.title.toLowerCase(), format, level })
  for (const warning of settings.warnings) logger.warn(warning)
  try {
    await lifeOf(daemon, settings, logger)
    return 0
  } catch (error) {
    return failed(name, 1, errorFrom(error).message)
  }
}

/** From the start to the end of the stop; rejects with why it could not start, or why it gave up. */
async function lifeOf<Flags extends DaemonFlags, Settings extends Warnings>(
  daemon: Daemon<Flags, Settings>,
  settings: Settings,
  logger: Logger,
): Promise<void> {
  const { title, command } = daemon
  let giveUp: (error: Error) => void = () => {}
  const gaveUp = new Promise<Error>((resolve) => (giveUp = resolve))
  // Registered before anything starts, so that no signal is missed.
  const ending = Promise.race([stopRequest(), gaveUp])
  let announced = false
  const onReady = (...facts: readonly string[]): void => {
    if (!announced) process.stdout.write(`${readyLine(command.name, facts)}\n`)
    announced = true
  }
  const running = await daemon.start(settings, logger, { onReady, onGaveUp: giveUp })
  process.on('uncaughtException', (error) => {
    logger.error({ error: error.stack }, `an error that nobody caught; the ${title} goes on`)
  })
  const why = await ending
  logger.info(why instanceof Error ? { err: why } : { reason: why }, 'stopping')
  const clock = daemon.clock ?? new SystemClock()
  try {
    await withDeadline(clock, running.stopWithinMs, 'stopping', running.stop())
  } catch (error) {
    logger.error({ error: String(error) }, `the ${title} did not stop cleanly`)
  }
  if (why instanceof Error) throw why
}

/** One line for the user, whatever went wrong. */
function failed(name: string, code: 1 | 2, message: string): number {
  const hint = code === 2 ? ` (see ${name} --help)` : ''
  process.stderr.write(`${name}: ${message.split('\n')[0]}${hint}\n`)
  return code
}
