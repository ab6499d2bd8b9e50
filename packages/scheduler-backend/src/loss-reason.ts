import type { ExecutorLossReason } from '@firesteel/task-scheduler'

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
