import type { KillExecutors } from '@firesteel/deploy-messages'
import { releaseFromApp } from '../lifecycle/allocation.js'
import { killExecutor } from '../lifecycle/kill-executor.js'
import type { Out } from '../out.js'
import type { ClusterState } from '../state.js'

/** Kills executors that their application no longer wants. */
export function killExecutors(state: ClusterState, message: KillExecutors, out: Out): boolean {
  const app = state.apps.get(message.appId)
  if (app === undefined) {
    out.logger.warn({ appId: message.appId }, 'kill order of an unknown application')
    return false
  }
  for (const text of message.executorIds) {
    const executor = /^\d+$/.test(text) ? app.executors.get(Number(text)) : undefined
    if (executor === undefined) {
      out.logger.warn(
        { appId: app.id, execId: text },
        'kill order for an executor that is not there',
      )
      continue
    }
    releaseFromApp(executor)
    killExecutor(executor, out)
  }
  out.schedule()
  return true
}
