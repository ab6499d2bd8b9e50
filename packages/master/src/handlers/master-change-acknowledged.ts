import {
  type MasterChangeAcknowledged,
  applicationTransitions,
  moved,
} from '@firesteel/deploy-messages'
import type { Out } from '../out.js'
import { completeRecoveryIfPossible } from '../recovery/complete-recovery.js'
import type { ClusterState } from '../state.js'

/** An application follows a recovering Master. */
export function masterChangeAcknowledged(
  state: ClusterState,
  message: MasterChangeAcknowledged,
  out: Out,
): void {
  const app = state.apps.get(message.appId)
  if (app === undefined) {
    out.logger.warn({ appId: message.appId }, 'acknowledgement of an application that is not known')
    return
  }
  app.nextExecutorId = Math.max(app.nextExecutorId, message.nextExecutorId ?? 0)
  app.state = moved(applicationTransitions, app.state, 'WAITING') ?? app.state
  if (state.status === 'RECOVERING') completeRecoveryIfPossible(state, out)
}
