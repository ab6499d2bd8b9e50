import { isExecutorFinished } from '@firesteel/deploy-messages'
import type { ExecutorReport } from '../executor-runner.js'
import type { Out } from '../out.js'
import { type WorkerState, trimFinished } from '../state.js'
import { cleanUpIfOver } from './application-finished.js'

/** A runner tells of its executor: the Master is told, and what finished frees what it had. */
export function executorStateChanged(
  state: WorkerState,
  id: string,
  report: ExecutorReport,
  out: Out,
): void {
  const executor = state.executors.get(id)
  if (executor === undefined) return
  executor.state = report.state
  executor.message = report.message
  executor.exitStatus = report.exitStatus
  const { appId, execId } = executor
  out.reportExecutor({ appId, execId, ...report })
  if (!isExecutorFinished(report.state)) return

  out.logger.info({ id, ...report }, 'executor finished')
  state.executors.delete(id)
  state.finishedExecutors.set(id, executor)
  trimFinished(state.finishedExecutors, out.retainedExecutors)
  out.executorGone(appId, execId)
  cleanUpIfOver(state, appId, out)
}
