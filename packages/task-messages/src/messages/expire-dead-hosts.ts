import { type NoFields, noFieldsSchema } from '@firesteel/deploy-messages/wire'
import { message, type MessageType } from '@firesteel/rpc-core'

/** Heartbeat receiver → itself: look who has been silent for too long. */
export type ExpireDeadHosts = NoFields

/** Token of {@link ExpireDeadHosts}. */
export const ExpireDeadHosts: MessageType<'ExpireDeadHosts', ExpireDeadHosts> = message(
  'ExpireDeadHosts',
  noFieldsSchema,
)
