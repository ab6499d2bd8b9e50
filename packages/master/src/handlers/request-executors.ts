import type { RequestExecutors } from '@firesteel/deploy-messages'
import type { Out } from '../out.js'
import type { ClusterState } from '../state.js'

/** Sets how many executors an application may have; nothing is killed when that is fewer than it has. */
export function requestExecutors(
  state: ClusterState,
  message: RequestExecutors,
  out: Out,
): boolean {
  const app = state.apps.get(message.appId)
  if (app === undefined) {
    out.logger.warn({ appId: message.appId }, 'executors wanted by an unknown application')
    return false
  }
  for (const { rpId, total, profile } of message.requestedTotals) {
    if (profile !== undefined && !app.profiles.has(rpId)) app.profiles.set(rpId, profile)
    app.executorLimits.set(rpId, total)
  }
  out.schedule()
  return true
}
