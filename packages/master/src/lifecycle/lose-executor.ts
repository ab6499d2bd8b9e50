import { ExecutorUpdated } from '@firesteel/deploy-messages'
import type { Out } from '../out.js'
import type { ExecutorInfo } from '../state.js'
import { releaseFromApp, releaseFromWorker } from './allocation.js'

/** Gives an executor up and tells its application, which may get another; `workerHost` when all of its worker is lost. */
export function loseExecutor(
  executor: ExecutorInfo,
  reason: string,
  out: Out,
  workerHost?: string,
): void {
  out.send(executor.app.driver, ExecutorUpdated, {
    id: executor.id,
    state: 'LOST',
    message: reason,
    workerHost,
  })
  executor.state = 'LOST'
  releaseFromApp(executor)
  releaseFromWorker(executor)
}
