import { message, type MessageType } from '@firesteel/rpc-core'
import { type NoFields, noFieldsSchema } from '../model/wire.js'

/** Master → Worker and AppClient: "Another Master leads; ask there." */
export type MasterInStandby = NoFields

/** Token of {@link MasterInStandby}. */
export const MasterInStandby: MessageType<'MasterInStandby', MasterInStandby> = message(
  'MasterInStandby',
  noFieldsSchema,
)
