import { type NoFields, noFieldsSchema } from '@firesteel/deploy-messages/wire'
import { message, type MessageType } from '@firesteel/rpc-core'

/** Executor → itself, when the driver said yes: make the slots. */
export type RegisteredExecutor = NoFields

/** Token of {@link RegisteredExecutor}. */
export const RegisteredExecutor: MessageType<'RegisteredExecutor', RegisteredExecutor> = message(
  'RegisteredExecutor',
  noFieldsSchema,
)
