import type { ExecutorLossReason } from '@firesteel/task-scheduler'
import type { Farewell } from './executor-registry.js'

/** Exit codes of an executor that are not the doing of a task: disk, heartbeats, block registration. */
const NOT_THE_APPLICATION = new Set([53, 56, 58])

/** What is known of an executor that ended. */
export interface ExecutorEnd {
  readonly message: string
  readonly exitStatus?: number | undefined
  /** Set when its whole worker is gone. */
  readonly workerHost?: string | undefined
}

/** Why an executor is gone, from what its worker or the Master said. */
export function lossReasonFrom({
  message,
  exitStatus,
  workerHost,
}: ExecutorEnd): ExecutorLossReason {
  if (exitStatus !== undefined) {
    const exitCausedByApp = !NOT_THE_APPLICATION.has(exitStatus)
    return { kind: 'ExecutorExited', exitCode: exitStatus, exitCausedByApp, message }
  }
  const causedByApp = workerHost === undefined
  return { kind: 'ExecutorProcessLost', message, workerHost, causedByApp }
}

/** Why an executor is gone, given that it was asked to go: what was asked says more than how it ended. */
export function reasonAfter(
  farewell: Farewell | undefined,
  reason: ExecutorLossReason,
): ExecutorLossReason {
  switch (farewell?.kind) {
    case undefined:
      return reason
    case 'killed':
      return { kind: 'ExecutorKilled', message: 'Executor killed by driver.' }
    case 'decommissioned': {
      const { workerHost } = farewell
      const message = `Executor decommission: ${reason.message}`
      return { kind: 'ExecutorDecommission', message, workerHost }
    }
  }
}
