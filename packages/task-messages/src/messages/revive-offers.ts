import { type NoFields, noFieldsSchema } from '@firesteel/deploy-messages/wire'
import { message, type MessageType } from '@firesteel/rpc-core'

/** Back end → its endpoint: there may be tasks, make offers. */
export type ReviveOffers = NoFields

/** Token of {@link ReviveOffers}. */
export const ReviveOffers: MessageType<'ReviveOffers', ReviveOffers> = message(
  'ReviveOffers',
  noFieldsSchema,
)
