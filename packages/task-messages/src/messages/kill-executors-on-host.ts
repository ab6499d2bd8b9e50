import { message, type MessageType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'

/** Back end → its endpoint: end every executor on this host. */
export interface KillExecutorsOnHost {
  readonly host: string
}

/** Token of {@link KillExecutorsOnHost}. */
export const KillExecutorsOnHost: MessageType<'KillExecutorsOnHost', KillExecutorsOnHost> = message(
  'KillExecutorsOnHost',
  z.object({
    host: z.string(),
  }),
)
