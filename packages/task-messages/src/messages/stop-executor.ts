import { type NoFields, noFieldsSchema } from '@firesteel/deploy-messages/wire'
import { message, type MessageType } from '@firesteel/rpc-core'

/** Driver → executor: end. */
export type StopExecutor = NoFields

/** Token of {@link StopExecutor}. */
export const StopExecutor: MessageType<'StopExecutor', StopExecutor> = message(
  'StopExecutor',
  noFieldsSchema,
)
