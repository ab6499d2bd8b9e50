import { message, type MessageType } from '@firesteel/rpc-core'
import { type NoFields, noFieldsSchema } from '../model/wire.js'

/** Master → Worker: "Leave: take nothing more." */
export type DecommissionWorker = NoFields

/** Token of {@link DecommissionWorker}. */
export const DecommissionWorker: MessageType<'DecommissionWorker', DecommissionWorker> = message(
  'DecommissionWorker',
  noFieldsSchema,
)
