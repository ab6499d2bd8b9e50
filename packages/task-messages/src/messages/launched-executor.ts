import { message, type MessageType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'

/** Executor → driver: its slots are ready; offers may be made of them. */
export interface LaunchedExecutor {
  readonly executorId: string
}

/** Token of {@link LaunchedExecutor}. */
export const LaunchedExecutor: MessageType<'LaunchedExecutor', LaunchedExecutor> = message(
  'LaunchedExecutor',
  z.object({
    executorId: z.string(),
  }),
)
