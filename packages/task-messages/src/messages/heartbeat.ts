import { request, type RequestType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { type BlockLocation, blockLocationSchema } from '../model/block-location.js'
import type { TaskMetrics } from '@firesteel/task-metrics'
import { taskMetricsSchema } from '../model/task-metrics.js'
import { countSchema } from '../model/wire.js'

/** What a running attempt has cost so far. */
export interface TaskProgress {
  readonly taskId: number
  readonly stageId: number
  readonly stageAttemptId: number
  readonly metrics: Readonly<TaskMetrics>
}
const taskProgressSchema: z.ZodMiniType<TaskProgress> = z.object({
  taskId: countSchema,
  stageId: countSchema,
  stageAttemptId: countSchema,
  metrics: taskMetricsSchema,
})

/** Driver → executor: the answer to {@link Heartbeat}. */
export interface HeartbeatResponse {
  /** The driver has forgotten this executor's blocks: tell them again. */
  readonly reregisterBlockManager: boolean
}
const heartbeatResponseSchema: z.ZodMiniType<HeartbeatResponse> = z.object({
  reregisterBlockManager: z.boolean(),
})

/** Executor → driver, every `spark.executor.heartbeatInterval`: "I am still here, and so far it cost this." */
export interface Heartbeat {
  readonly executorId: string
  readonly accumUpdates: readonly TaskProgress[]
  readonly blockManager: BlockLocation
  /** What the process itself uses: name → value, such as `rssBytes`. */
  readonly executorUpdates: Readonly<Record<string, number>>
}

/** Token of {@link Heartbeat}. */
export const Heartbeat: RequestType<'Heartbeat', Heartbeat, HeartbeatResponse> = request(
  'Heartbeat',
  z.object({
    executorId: z.string(),
    accumUpdates: z.array(taskProgressSchema),
    blockManager: blockLocationSchema,
    executorUpdates: z.record(z.string(), z.number()),
  }),
  heartbeatResponseSchema,
)
