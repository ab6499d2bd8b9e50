import { message, type MessageType } from '@firesteel/rpc-core'
import { type NoFields, noFieldsSchema } from '../model/wire.js'

/** Worker → itself: time for a heartbeat. */
export type SendHeartbeat = NoFields

/** Token of {@link SendHeartbeat}. */
export const SendHeartbeat: MessageType<'SendHeartbeat', SendHeartbeat> = message(
  'SendHeartbeat',
  noFieldsSchema,
)
