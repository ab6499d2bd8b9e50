import { message, type MessageType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'

/** Back end → its endpoint: every executor on this host is to leave. */
export interface DecommissionExecutorsOnHost {
  readonly host: string
}

/** Token of {@link DecommissionExecutorsOnHost}. */
export const DecommissionExecutorsOnHost: MessageType<
  'DecommissionExecutorsOnHost',
  DecommissionExecutorsOnHost
> = message(
  'DecommissionExecutorsOnHost',
  z.object({
    host: z.string(),
  }),
)
