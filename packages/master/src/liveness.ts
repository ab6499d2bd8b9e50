import type { MasterOptions } from './conf.js'
import type { WorkerInfo } from './state.js'

/** Who has been silent for too long. */
export interface LateWorkers {
  /** To be given up. */
  readonly dead: readonly WorkerInfo[]
  /** Dead for so long that nobody needs to see them any more. */
  readonly forgotten: readonly WorkerInfo[]
}

/**
 * Workers that were told to launch an executor long ago and have said nothing of it since: the order may
 * have been lost.
 */
export const silentAboutLaunch = (
  workers: Iterable<WorkerInfo>,
  now: number,
  { workerTimeoutMs }: Pick<MasterOptions, 'workerTimeoutMs'>,
): readonly WorkerInfo[] =>
  [...workers].filter(
    (worker) =>
      worker.state === 'ALIVE' &&
      [...worker.executors.values()].some(
        ({ state, launchedAt }) => state === 'LAUNCHING' && now - launchedAt > workerTimeoutMs,
      ),
  )

/** Who is late, given now. @see org.apache.spark.deploy.master.Master.timeOutDeadWorkers */
export function lateWorkers(
  workers: Iterable<WorkerInfo>,
  now: number,
  options: Pick<MasterOptions, 'workerTimeoutMs' | 'reaperIterations'>,
): LateWorkers {
  const { workerTimeoutMs, reaperIterations } = options
  const dead: WorkerInfo[] = []
  const forgotten: WorkerInfo[] = []
  for (const worker of workers) {
    const silentMs = now - worker.lastHeartbeatAt
    if (worker.state !== 'DEAD' && silentMs > workerTimeoutMs) dead.push(worker)
    if (worker.state === 'DEAD' && silentMs > (reaperIterations + 1) * workerTimeoutMs) {
      forgotten.push(worker)
    }
  }
  return { dead, forgotten }
}
