import { type NoFields, noFieldsSchema } from '@firesteel/deploy-messages/wire'
import { message, type MessageType } from '@firesteel/rpc-core'

/** Driver → executor: take no more tasks, and leave when those you have are done. */
export type DecommissionExecutor = NoFields

/** Token of {@link DecommissionExecutor}. */
export const DecommissionExecutor: MessageType<'DecommissionExecutor', DecommissionExecutor> =
  message('DecommissionExecutor', noFieldsSchema)
