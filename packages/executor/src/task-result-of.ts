import type { TaskOutcome } from '@firesteel/task/runtime'
import type { BlockLocation, TaskResult } from '@firesteel/task-messages'

/** What the driver is told of an attempt that ended at `location`. */
export function taskResultOf(outcome: TaskOutcome, location: BlockLocation): TaskResult {
  const { metrics } = outcome
  if (outcome.state !== 'FINISHED') return { state: outcome.state, reason: outcome.reason, metrics }
  const { accumulators, value, mapStatus } = outcome
  if (mapStatus === undefined) return { state: 'FINISHED', value, accumulators, metrics }
  return { state: 'FINISHED', value, accumulators, metrics, mapStatus: { ...mapStatus, location } }
}
