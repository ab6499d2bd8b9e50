import { message, type MessageType } from '@firesteel/rpc-core'
import { type NoFields, noFieldsSchema } from '../model/wire.js'

/** Executor → itself, when the driver said yes: make the slots. */
export type RegisteredExecutor = NoFields

/** Token of {@link RegisteredExecutor}. */
export const RegisteredExecutor: MessageType<'RegisteredExecutor', RegisteredExecutor> = message(
  'RegisteredExecutor',
  noFieldsSchema,
)
