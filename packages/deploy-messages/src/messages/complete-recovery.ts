import { message, type MessageType } from '@firesteel/rpc-core'
import { type NoFields, noFieldsSchema } from '../model/wire.js'

/** Master → itself: who has not answered by now is given up. */
export type CompleteRecovery = NoFields

/** Token of {@link CompleteRecovery}. */
export const CompleteRecovery: MessageType<'CompleteRecovery', CompleteRecovery> = message(
  'CompleteRecovery',
  noFieldsSchema,
)
