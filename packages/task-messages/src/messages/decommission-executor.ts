import { message, type MessageType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'

/** Driver → executor: take no more tasks, and leave when those you have are done and what you store is elsewhere. */
export interface DecommissionExecutor {
  /** Its whole worker leaves, and with it whatever else serves the files of the host. */
  readonly hostLeaves: boolean
}

/** Token of {@link DecommissionExecutor}. */
export const DecommissionExecutor: MessageType<'DecommissionExecutor', DecommissionExecutor> =
  message('DecommissionExecutor', z.object({ hostLeaves: z.boolean() }))
