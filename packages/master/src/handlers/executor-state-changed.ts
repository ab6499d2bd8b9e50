import {
  type ExecutorStateChanged,
  ExecutorUpdated,
  KillExecutor,
  executorTransitions,
  formatExecutorId,
  isExecutorFinished,
} from '@firesteel/deploy-messages'
import { releaseFromApp, releaseFromWorker } from '../lifecycle/allocation.js'
import { removeApplication } from '../lifecycle/remove-application.js'
import type { Out } from '../out.js'
import type { ClusterState, ExecutorInfo } from '../state.js'

/** Follows an executor through its life; an application whose executors only fail is failed itself. */
export function executorStateChanged(
  state: ClusterState,
  message: ExecutorStateChanged,
  out: Out,
): true {
  const executor = executorOf(state, message)
  if (executor === undefined) {
    killStranger(state, message, out)
    return true
  }
  const next = executorTransitions[executor.state][message.state]
  if (next === 'ignore') return true
  if (next === 'reject') {
    const facts = { appId: message.appId, execId: message.execId, from: executor.state }
    out.logger.error({ ...facts, to: message.state }, 'impossible executor state, ignored')
    return true
  }
  const wasDecommissioned = executor.state === 'DECOMMISSIONED'
  executor.state = next
  if (next === 'RUNNING') executor.app.retryCount = 0
  out.send(executor.app.driver, ExecutorUpdated, {
    id: executor.id,
    state: next,
    message: message.message,
    exitStatus: message.exitStatus,
  })
  if (isExecutorFinished(next)) finish(state, executor, message, wasDecommissioned, out)
  out.schedule()
  return true
}

function finish(
  state: ClusterState,
  executor: ExecutorInfo,
  message: ExecutorStateChanged,
  wasDecommissioned: boolean,
  out: Out,
): void {
  const { app, worker } = executor
  out.logger.info(
    { appId: app.id, execId: executor.id, end: message.state, exitStatus: message.exitStatus },
    'executor ended',
  )
  releaseFromApp(executor)
  releaseFromWorker(executor)
  if (message.exitStatus === 0 || wasDecommissioned) return
  app.retryCount++
  app.quickExits = isQuickExit(executor, message, out.now) ? app.quickExits + 1 : 0
  const { maxExecutorRetries } = state.options
  const inARow = Math.max(app.retryCount, app.quickExits)
  if (maxExecutorRetries < 0 || inARow < maxExecutorRetries) return
  if ([...app.executors.values()].some((other) => other.state === 'RUNNING')) return
  const last = message.message ?? message.state
  const reason = `${inARow} executors ended badly in a row, the last one on ${worker.host}: ${last}`
  removeApplication(state, app, { state: 'FAILED', reason }, out)
}

/** One that ends so soon after its launch has done nothing: being RUNNING, its process only began. */
const QUICK_MS = 10_000
/** 128 + SIGKILL or SIGTERM: somebody else ended the process. */
const ENDED_BY_OTHERS = new Set([137, 143])

/** Whether the process ended by itself before it can have been of any use. */
function isQuickExit(
  { launchedAt }: ExecutorInfo,
  { exitStatus }: ExecutorStateChanged,
  now: number,
): boolean {
  if (exitStatus === undefined || ENDED_BY_OTHERS.has(exitStatus)) return false
  return now - launchedAt < QUICK_MS
}

/** A decommissioned executor is no longer its application's, only its worker's. */
function executorOf(
  state: ClusterState,
  { appId, execId }: ExecutorStateChanged,
): ExecutorInfo | undefined {
  const ofApp = state.apps.get(appId)?.executors.get(execId)
  if (ofApp !== undefined) return ofApp
  const fullId = formatExecutorId(appId, execId)
  for (const worker of state.workers) {
    const found = worker.executors.get(fullId)
    if (found !== undefined) return found
  }
  return undefined
}

/** What this Master did not launch, or has given up, must not run on. */
function killStranger(state: ClusterState, message: ExecutorStateChanged, out: Out): void {
  const { appId, execId } = message
  const worker = state.workersByAddress.get(out.sender)
  out.logger.debug(
    { appId, execId, state: message.state },
    'report of an executor that is not known',
  )
  if (worker === undefined || worker.state === 'UNKNOWN' || isExecutorFinished(message.state))
    return
  out.send(worker.endpoint, KillExecutor, { masterUrl: out.master.url, appId, execId })
}
