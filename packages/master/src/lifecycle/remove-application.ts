import {
  ApplicationFinished,
  ApplicationRemoved,
  type ApplicationState,
} from '@firesteel/deploy-messages'
import type { Out } from '../out.js'
import { appRecordName } from '../recovery/records.js'
import type { ApplicationInfo, ClusterState } from '../state.js'
import { dropApplicationFromIndexes, retain } from './indexes.js'
import { killExecutor } from './kill-executor.js'

/** Ends an application: its executors are killed, every worker is told, its driver unless it asked for it. */
export function removeApplication(
  state: ClusterState,
  app: ApplicationInfo,
  end: { readonly state: ApplicationState; readonly reason?: string | undefined },
  out: Out,
): void {
  if (state.apps.get(app.id) !== app) return
  out.logger.info({ appId: app.id, end: end.state }, 'application removed')
  dropApplicationFromIndexes(state, app)
  retain(state.completedApps, app, state.options.retainedApplications)
  // Its executors stay in its own map, so that a page can still show where it ran.
  for (const executor of app.executors.values()) killExecutor(executor, out)
  app.state = end.state
  app.endedAt = out.now
  if (end.state !== 'FINISHED') {
    const message = end.reason === undefined ? end.state : `${end.state}: ${end.reason}`
    out.send(app.driver, ApplicationRemoved, { message })
  }
  out.unpersist(appRecordName(app.id))
  for (const worker of state.workersById.values()) {
    out.send(worker.endpoint, ApplicationFinished, { id: app.id })
  }
  out.schedule()
}
