import { KillExecutor } from '@firesteel/deploy-messages'
import type { Out } from '../out.js'
import type { ExecutorInfo } from '../state.js'
import { releaseFromWorker } from './allocation.js'

/** Orders an executor's end and stops counting on it. */
export function killExecutor(executor: ExecutorInfo, out: Out): void {
  releaseFromWorker(executor)
  out.send(executor.worker.endpoint, KillExecutor, {
    masterUrl: out.master.url,
    appId: executor.app.id,
    execId: executor.id,
  })
  executor.state = 'KILLED'
}
