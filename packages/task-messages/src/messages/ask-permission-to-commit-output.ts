import { request, type RequestType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'

/** Executor → driver: may this attempt put its part of a job's output in its place? */
export interface AskPermissionToCommitOutput {
  readonly stageId: number
  readonly stageAttemptId: number
  readonly partitionId: number
  readonly attemptNumber: number
}

/** Token of {@link AskPermissionToCommitOutput}; answered by whether it may. */
export const AskPermissionToCommitOutput: RequestType<
  'AskPermissionToCommitOutput',
  AskPermissionToCommitOutput,
  boolean
> = request(
  'AskPermissionToCommitOutput',
  z.object({
    stageId: z.int(),
    stageAttemptId: z.int(),
    partitionId: z.int(),
    attemptNumber: z.int(),
  }),
  z.boolean(),
)
