import { message, type MessageType } from '@firesteel/rpc-core'
import { type NoFields, noFieldsSchema } from '../model/wire.js'

/** Worker → itself: no Master has answered yet; try again. */
export type ReregisterWithMaster = NoFields

/** Token of {@link ReregisterWithMaster}. */
export const ReregisterWithMaster: MessageType<'ReregisterWithMaster', ReregisterWithMaster> =
  message('ReregisterWithMaster', noFieldsSchema)
