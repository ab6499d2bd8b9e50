import {
  ApplicationRemoved,
  MasterInStandby,
  type RegisterApplication,
  RegisteredApplication,
  applicationTransitions,
  moved,
  versionConflict,
} from '@firesteel/deploy-messages'
import { applicationFor } from '../lifecycle/create.js'
import { addApplication } from '../lifecycle/indexes.js'
import type { Out } from '../out.js'
import { completeRecoveryIfPossible } from '../recovery/complete-recovery.js'
import { recordOfApp } from '../recovery/records.js'
import type { ApplicationInfo, ClusterState } from '../state.js'

/** The same registration again is answered with the same id. */
export function registerApplication(
  state: ClusterState,
  message: RegisterApplication,
  out: Out,
): void {
  if (state.status === 'STANDBY') {
    out.send(message.driver, MasterInStandby, {})
    return
  }
  const conflict = versionConflict(message.wireVersions)
  if (conflict !== undefined) {
    out.logger.warn({ appName: message.appDescription.name, conflict }, 'application refused')
    out.send(message.driver, ApplicationRemoved, { message: conflict })
    return
  }
  const known = state.appsByRegistration.get(message.registrationId)
  if (known !== undefined) {
    registerAgain(known, message, out)
    if (state.status === 'RECOVERING') completeRecoveryIfPossible(state, out)
    return
  }
  const app = applicationFor(state, message, out)
  addApplication(state, app)
  out.logger.info({ appId: app.id, appName: app.description.name }, 'application registered')
  out.persist(recordOfApp(app))
  answer(app, message, false, out)
  out.schedule()
}

function registerAgain(known: ApplicationInfo, message: RegisterApplication, out: Out): void {
  known.driver = message.driver
  known.address = message.driver.address?.hostPort ?? out.sender
  known.epoch = Math.max(known.epoch, message.epoch)
  known.nextExecutorId = Math.max(known.nextExecutorId, message.resume?.nextExecutorId ?? 0)
  // It came before it heard of the recovery, which is as good as an acknowledgement.
  known.state = moved(applicationTransitions, known.state, 'WAITING') ?? known.state
  answer(known, message, true, out)
}

function answer(
  app: ApplicationInfo,
  message: RegisterApplication,
  duplicate: boolean,
  out: Out,
): void {
  out.send(message.driver, RegisteredApplication, {
    appId: app.id,
    master: out.master.ref,
    duplicate,
    epoch: message.epoch,
  })
}
