/** Why an executor is gone. @see org.apache.spark.scheduler.ExecutorLossReason */
export type ExecutorLossReason =
  /** Its process ended with a code that the worker reported. */
  | {
      readonly kind: 'ExecutorExited'
      readonly exitCode: number
      readonly exitCausedByApp: boolean
      readonly message: string
    }
  /** The driver asked for it. */
  | { readonly kind: 'ExecutorKilled'; readonly message: string }
  /** It cannot be reached and nobody knows why yet: no offers, its tasks still count as running. */
  | { readonly kind: 'LossReasonPending'; readonly message: string }
  /** Its process or node is gone; with `workerHost` the node's files are gone too. */
  | {
      readonly kind: 'ExecutorProcessLost'
      readonly message: string
      readonly workerHost?: string | undefined
      readonly causedByApp: boolean
    }
  /** It was asked to leave. */
  | {
      readonly kind: 'ExecutorDecommission'
      readonly message: string
      readonly workerHost?: string | undefined
    }

/** Whether the tasks that ran there count this as a failure of theirs (unless they had not begun). */
export function exitCausedByApp(reason: ExecutorLossReason): boolean {
  switch (reason.kind) {
    case 'ExecutorExited':
      return reason.exitCausedByApp
    case 'ExecutorProcessLost':
      return reason.causedByApp
    case 'ExecutorKilled':
    case 'ExecutorDecommission':
    case 'LossReasonPending':
      return false
  }
}
