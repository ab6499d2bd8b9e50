import type { BarrierKind, BarrierLink } from '@firesteel/rdd-core/runtime'
import type { SlotTask } from '../slot-runtime.js'

/** The property of barrier tasks: `host:port` of all of them, by partition, as JSON. */
export const BARRIER_ADDRESSES = 'spark.firesteel.barrier.addresses'

/** What a task asks of the one who brings all together. */
export interface BarrierRequest {
  readonly stageId: number
  readonly stageAttemptId: number
  readonly taskId: number
  readonly partitionId: number
  readonly numTasks: number
  /** Which meeting it is, from 0. */
  readonly epoch: number
  readonly kind: BarrierKind
  readonly message: string
}

/** The way to the other tasks of a barrier stage; undefined for tasks of others. */
export function barrierLinkOf(
  task: SlotTask,
  ask: ((request: BarrierRequest) => Promise<readonly string[]>) | undefined,
): BarrierLink | undefined {
  const text = task.properties[BARRIER_ADDRESSES]
  if (text === undefined || ask === undefined) return undefined
  const addresses = JSON.parse(text) as readonly string[]
  const { stageId, stageAttemptId, taskId, partitionId } = task
  const who = { stageId, stageAttemptId, taskId, partitionId, numTasks: addresses.length }
  let epoch = 0
  return { addresses, sync: (kind, message) => ask({ ...who, epoch: epoch++, kind, message }) }
}
