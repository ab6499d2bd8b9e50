import { message, type MessageType } from '@firesteel/rpc-core'
import { type NoFields, noFieldsSchema } from '../model/wire.js'

/** Driver → executor: end. */
export type StopExecutor = NoFields

/** Token of {@link StopExecutor}. */
export const StopExecutor: MessageType<'StopExecutor', StopExecutor> = message(
  'StopExecutor',
  noFieldsSchema,
)
