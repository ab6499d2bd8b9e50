import { message, type MessageType } from '@firesteel/rpc-core'
import { type NoFields, noFieldsSchema } from '../model/wire.js'

/** Master → itself: another Master leads. */
export type RevokedLeadership = NoFields

/** Token of {@link RevokedLeadership}. */
export const RevokedLeadership: MessageType<'RevokedLeadership', RevokedLeadership> = message(
  'RevokedLeadership',
  noFieldsSchema,
)
