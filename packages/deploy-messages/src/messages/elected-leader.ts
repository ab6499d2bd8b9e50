import { message, type MessageType } from '@firesteel/rpc-core'
import { type NoFields, noFieldsSchema } from '../model/wire.js'

/** Master → itself: this Master leads. */
export type ElectedLeader = NoFields

/** Token of {@link ElectedLeader}. */
export const ElectedLeader: MessageType<'ElectedLeader', ElectedLeader> = message(
  'ElectedLeader',
  noFieldsSchema,
)
