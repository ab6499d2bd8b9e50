import type { UnregisterApplication } from '@firesteel/deploy-messages'
import { removeApplication } from '../lifecycle/remove-application.js'
import type { Out } from '../out.js'
import type { ClusterState } from '../state.js'

/** An application is done. */
export function unregisterApplication(
  state: ClusterState,
  message: UnregisterApplication,
  out: Out,
): void {
  const app = state.apps.get(message.appId)
  if (app !== undefined) removeApplication(state, app, { state: 'FINISHED' }, out)
}
