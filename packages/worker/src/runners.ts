import type { Clock } from '@firesteel/clock'
import {
  type DriverId,
  type FinalDriverState,
  type LaunchDriver,
  type LaunchExecutor,
  formatExecutorId,
} from '@firesteel/deploy-messages'
import type { Logger } from '@firesteel/logging'
import { refusedVariables } from './command-line.js'
import type { WorkerOptions } from './conf.js'
import { DriverRunner } from './driver-runner.js'
import { type ExecutorReport, ExecutorRunner } from './executor-runner.js'
import { type LaunchContext, driverSpec, executorSpec } from './launch-specs.js'
import type { ProcessLauncher } from './process-launcher.js'

/** What {@link Runners} are made of. */
export interface RunnersParts {
  readonly context: LaunchContext
  readonly launcher: ProcessLauncher
  readonly clock: Clock
  readonly logger: Logger
  readonly options: Pick<
    WorkerOptions,
    'executorTerminateTimeoutMs' | 'driverTerminateTimeoutMs' | 'shutdownDeadlineMs'
  >
  executorReport(id: string, report: ExecutorReport): void
  driverReport(id: DriverId, state: FinalDriverState, error: Error | undefined): void
}

/** Everything that runs on a worker, by its id; what ended is forgotten. */
export class Runners {
  readonly #parts: RunnersParts
  readonly #executors = new Map<string, ExecutorRunner>()
  readonly #drivers = new Map<DriverId, DriverRunner>()

  constructor(parts: RunnersParts) {
    this.#parts = parts
  }

  startExecutor(launch: LaunchExecutor): void {
    const { context, launcher, clock, logger, options } = this.#parts
    const id = formatExecutorId(launch.appId, launch.execId)
    const refused = refusedVariables(launch.appDesc.command)
    if (refused.length > 0) {
      logger.warn({ id, refused }, 'environment variables that an application may not set')
    }
    const runner = new ExecutorRunner({
      prepare: () => executorSpec(context, launch),
      report: (report) => {
        if (report.state !== 'RUNNING') this.#executors.delete(id)
        this.#parts.executorReport(id, report)
      },
      launcher,
      clock,
      logger: logger.child({ executor: id }),
      terminateTimeoutMs: options.executorTerminateTimeoutMs,
    })
    this.#executors.set(id, runner)
    runner.start()
  }

  /** Resolves when it is gone; at once when it is not here. */
  async killExecutor(id: string): Promise<void> {
    await this.#executors.get(id)?.kill()
  }

  startDriver(launch: LaunchDriver): void {
    const { context, launcher, clock, logger, options } = this.#parts
    const { driverId, driverDesc } = launch
    const runner = new DriverRunner({
      prepare: () => driverSpec(context, launch),
      report: (state, error) => {
        this.#drivers.delete(driverId)
        this.#parts.driverReport(driverId, state, error)
      },
      supervise: driverDesc.supervise,
      launcher,
      clock,
      logger: logger.child({ driver: driverId }),
      terminateTimeoutMs: options.driverTerminateTimeoutMs,
    })
    this.#drivers.set(driverId, runner)
    runner.start()
  }

  /** Resolves when it is gone; at once when it is not here. */
  async killDriver(id: DriverId): Promise<void> {
    await this.#drivers.get(id)?.kill()
  }

  /** Ends everything, by force what has not ended within the shutdown deadline. */
  async stopAll(why: string): Promise<void> {
    const { shutdownDeadlineMs } = this.#parts.options
    await Promise.all([
      ...[...this.#executors.values()].map((runner) => runner.kill(why, shutdownDeadlineMs)),
      ...[...this.#drivers.values()].map((runner) => runner.kill(shutdownDeadlineMs)),
    ])
  }
}
