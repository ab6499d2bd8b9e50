import { type LaunchExecutor, formatExecutorId } from '@firesteel/deploy-messages'
import type { Out } from '../out.js'
import type { WorkerState } from '../state.js'

/** Starts an executor, unless the order comes from a Master that does not lead or the worker is leaving. */
export function launchExecutor(state: WorkerState, launch: LaunchExecutor, out: Out): void {
  const { appId, execId } = launch
  const id = formatExecutorId(appId, execId)
  if (launch.masterUrl !== out.masterUrl) {
    out.logger.warn(
      { id, from: launch.masterUrl, master: out.masterUrl },
      'a Master that is not the active one attempted to launch an executor',
    )
    return
  }
  if (state.executors.has(id) || state.finishedExecutors.has(id)) {
    out.logger.warn({ id }, 'asked to launch an executor that was launched already')
    return
  }
  if (state.decommissioned) {
    out.logger.warn({ id }, 'asked to launch an executor although decommissioned')
    const message = 'the worker is decommissioned and launches nothing'
    out.reportExecutor({ appId, execId, state: 'FAILED', message })
    return
  }
  state.executors.set(id, {
    appId,
    execId,
    rpId: launch.rpId,
    appName: launch.appDesc.name,
    cores: launch.cores,
    memoryMb: launch.memory,
    resources: launch.resources,
    directory: out.executorDir(appId, execId),
    state: 'LAUNCHING',
  })
  out.logger.info(
    { id, app: launch.appDesc.name, cores: launch.cores },
    'asked to launch an executor',
  )
  out.startExecutor(launch)
}
