import { request, type RequestType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { countSchema } from '../model/wire.js'

/**
 * Task of a barrier stage → driver: "I am at the barrier." Answered when all tasks of the stage are, with
 * the messages of all by partition; refused when they cannot be any more.
 */
export interface RequestToSync {
  readonly stageId: number
  readonly stageAttemptId: number
  readonly taskId: number
  readonly partitionId: number
  readonly numTasks: number
  /** Which meeting of this stage attempt it is, from 0. */
  readonly epoch: number
  readonly kind: 'barrier' | 'allGather'
  /** For the others; empty at a mere barrier. */
  readonly message: string
}

/** Token of {@link RequestToSync}. */
export const RequestToSync: RequestType<'RequestToSync', RequestToSync, readonly string[]> =
  request(
    'RequestToSync',
    z.object({
      stageId: countSchema,
      stageAttemptId: countSchema,
      taskId: countSchema,
      partitionId: countSchema,
      numTasks: countSchema,
      epoch: countSchema,
      kind: z.enum(['barrier', 'allGather']),
      message: z.string(),
    }),
    z.array(z.string()),
  )
