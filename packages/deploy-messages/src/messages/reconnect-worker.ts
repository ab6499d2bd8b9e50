import { message, type MessageType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'

/** Master → Worker: "I gave you up for dead; register again." */
export interface ReconnectWorker {
  readonly masterUrl: string
}

/** Token of {@link ReconnectWorker}. */
export const ReconnectWorker: MessageType<'ReconnectWorker', ReconnectWorker> = message(
  'ReconnectWorker',
  z.object({
    masterUrl: z.string(),
  }),
)
