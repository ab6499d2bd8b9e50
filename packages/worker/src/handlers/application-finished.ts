import type { AppId, ApplicationFinished } from '@firesteel/deploy-messages'
import type { Out } from '../out.js'
import type { WorkerState } from '../state.js'

/** Nothing more of this application will be started: what it left in the local directories goes. */
export function applicationFinished(
  state: WorkerState,
  { id }: ApplicationFinished,
  out: Out,
): void {
  state.finishedApplications.add(id)
  cleanUpIfOver(state, id, out)
}

/** Deletes an application's local directories when it is over and has no executor here. */
export function cleanUpIfOver(state: WorkerState, appId: AppId, out: Out): void {
  if (!state.finishedApplications.has(appId)) return
  for (const executor of state.executors.values()) if (executor.appId === appId) return
  state.finishedApplications.delete(appId)
  out.removeLocalDirs(appId)
}
