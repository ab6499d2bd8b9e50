import type { Clock } from '@firesteel/clock'
import type { ExecutorState } from '@firesteel/deploy-messages'
import { errorFrom } from '@firesteel/errors'
import type { Logger } from '@firesteel/logging'
import type {
  LaunchedProcess,
  ProcessExit,
  ProcessLauncher,
  ProcessSpec,
} from './process-launcher.js'
import { terminate } from './terminate.js'

/** A new state of an executor, with what is known about it. */
export interface ExecutorReport {
  readonly state: ExecutorState
  readonly message?: string | undefined
  /** Absent when the executor was killed or never ran. */
  readonly exitStatus?: number | undefined
}

/** What an {@link ExecutorRunner} needs. */
export interface ExecutorRunnerOptions {
  /** Makes the directories and says what to start. */
  readonly prepare: () => Promise<ProcessSpec>
  /** Told of every state after LAUNCHING, once; the last one is final. */
  readonly report: (report: ExecutorReport) => void
  readonly launcher: ProcessLauncher
  readonly clock: Clock
  readonly logger: Logger
  /** How long it may take to end after SIGTERM before it gets SIGKILL. */
  readonly terminateTimeoutMs: number
}

/**
 * One executor process from launch to exit.
 *
 *     start()   LAUNCHING → prepare → launch → RUNNING → its exit → EXITED
 *     kill()    before the launch: never started, KILLED
 *               after it: SIGTERM, SIGKILL, KILLED
 *     anything that throws: FAILED with what was thrown
 *
 * @see org.apache.spark.deploy.worker.ExecutorRunner
 */
export class ExecutorRunner {
  readonly #options: ExecutorRunnerOptions
  #process: LaunchedProcess | undefined
  #killed: { readonly message: string | undefined; readonly withinMs: number } | undefined
  #run: Promise<void> | undefined

  constructor(options: ExecutorRunnerOptions) {
    this.#options = options
  }

  /** Starts the executor, once; reports what becomes of it. */
  start(): void {
    this.#run ??= this.#live()
  }

  /** Ends the executor, by force when it takes longer than `withinMs`; resolves when it is gone (or will not go). */
  async kill(message?: string, withinMs = this.#options.terminateTimeoutMs): Promise<void> {
    this.#killed ??= { message, withinMs }
    if (this.#process !== undefined) await this.#terminate(this.#process, withinMs)
    await this.#run
  }

  async #live(): Promise<void> {
    const { prepare, report, launcher } = this.#options
    const killOrder = () => this.#killed
    try {
      const spec = await prepare()
      if (killOrder() !== undefined) return report(this.#killedReport())
      const process = await launcher.launch(spec)
      this.#process = process
      // A kill while the process was starting found nothing to kill.
      const order = killOrder()
      if (order === undefined) report({ state: 'RUNNING' })
      else void this.#terminate(process, order.withinMs)
      report(this.#endReport(await this.#end(process)))
    } catch (error) {
      report({ state: 'FAILED', message: errorFrom(error).message })
    }
  }

  /** Its exit, or undefined when it was killed and does not go. */
  #end(process: LaunchedProcess): Promise<ProcessExit | undefined> {
    return Promise.race([process.exit, this.#orphaned])
  }

  #giveUpOn: () => void = () => {}
  readonly #orphaned = new Promise<undefined>((resolve) => {
    this.#giveUpOn = () => resolve(undefined)
  })

  async #terminate(process: LaunchedProcess, withinMs: number): Promise<void> {
    const { clock, logger } = this.#options
    const end = await terminate(process, clock, withinMs)
    if (end !== undefined) return
    logger.error({ pid: process.pid }, 'an executor does not end and will likely be orphaned')
    this.#giveUpOn()
  }

  #endReport(end: ProcessExit | undefined): ExecutorReport {
    if (this.#killed !== undefined || end === undefined) return this.#killedReport()
    const why = end.signal === undefined ? '' : ` (${end.signal})`
    return {
      state: 'EXITED',
      message: `Command exited with code ${end.code}${why}`,
      exitStatus: end.code,
    }
  }

  #killedReport(): ExecutorReport {
    const message = this.#killed?.message
    return message === undefined ? { state: 'KILLED' } : { state: 'KILLED', message }
  }
}
