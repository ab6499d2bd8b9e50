import { type Cancel, type Clock, backoff } from '@firesteel/clock'
import type { FinalDriverState } from '@firesteel/deploy-messages'
import { errorFrom } from '@firesteel/errors'
import type { Logger } from '@firesteel/logging'
import type { LaunchedProcess, ProcessLauncher, ProcessSpec } from './process-launcher.js'
import { terminate } from './terminate.js'

const FIRST_DELAY_MS = 1_000
/** A driver that fails at once is not started more often than this, however long it has been failing. */
const MAX_DELAY_MS = 5 * 60_000
/** A run that lasted longer starts the delays anew. */
const LASTED_MS = 5_000

/** What a {@link DriverRunner} needs. */
export interface DriverRunnerOptions {
  /** Makes the directory and says what to start; asked before every start. */
  readonly prepare: () => Promise<ProcessSpec>
  /** Told once, how it ended. */
  readonly report: (state: FinalDriverState, error?: Error) => void
  /** Whether a driver that failed is started again. */
  readonly supervise: boolean
  readonly launcher: ProcessLauncher
  readonly clock: Clock
  readonly logger: Logger
  readonly terminateTimeoutMs: number
}

/**
 * One driver of an application that was submitted to the cluster, with supervised restarts: after 1 s,
 * 2 s, 4 s … up to 5 min, and from 1 s again when it had lasted more than 5 s.
 *
 * Ends FINISHED (exit 0), KILLED, FAILED (another exit, not supervised) or ERROR (could not be started).
 *
 * @see org.apache.spark.deploy.worker.DriverRunner
 */
export class DriverRunner {
  readonly #options: DriverRunnerOptions
  #process: LaunchedProcess | undefined
  #killed = false
  #wake: () => void = () => {}
  #run: Promise<void> | undefined

  constructor(options: DriverRunnerOptions) {
    this.#options = options
  }

  /** Starts the driver, once. */
  start(): void {
    this.#run ??= this.#live()
  }

  /** Ends the driver for good, by force when it takes longer than `withinMs`; resolves when it is gone. */
  async kill(withinMs = this.#options.terminateTimeoutMs): Promise<void> {
    this.#killed = true
    this.#wake()
    if (this.#process !== undefined) await terminate(this.#process, this.#options.clock, withinMs)
    await this.#run
  }

  async #live(): Promise<void> {
    const { report } = this.#options
    try {
      const code = await this.#runUntilDone()
      // As in Spark: a driver that finished while it was being killed has finished.
      if (code === 0) report('FINISHED')
      else report(this.#killed ? 'KILLED' : 'FAILED')
    } catch (error) {
      report('ERROR', errorFrom(error))
    }
  }

  /** The exit code of the last run; undefined when it was killed before the first. */
  async #runUntilDone(): Promise<number | undefined> {
    const { clock, supervise, logger } = this.#options
    let delays = newDelays()
    let code: number | undefined
    while (!this.#killed) {
      const startedAt = clock.now()
      code = await this.#runOnce()
      if (code === 0 || !supervise || this.#killed) break
      if (clock.now() - startedAt > LASTED_MS) delays = newDelays()
      const delayMs = delays.next().value
      logger.warn({ code, delayMs }, 'a supervised driver failed and will be started again')
      await this.#sleep(delayMs)
    }
    return code
  }

  async #runOnce(): Promise<number | undefined> {
    const { prepare, launcher, clock, terminateTimeoutMs } = this.#options
    const spec = await prepare()
    if (this.#killed) return undefined
    const process = await launcher.launch(spec)
    this.#process = process
    if (this.#killed) void terminate(process, clock, terminateTimeoutMs)
    const { code } = await process.exit
    this.#process = undefined
    return code
  }

  #sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel: Cancel = this.#options.clock.after(delayMs, resolve)
      this.#wake = () => {
        cancel()
        resolve()
      }
    })
  }
}

const newDelays = (): Generator<number, never> =>
  backoff({ firstMs: FIRST_DELAY_MS, maxMs: MAX_DELAY_MS })
