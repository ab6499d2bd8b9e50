import { message, type MessageType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { type AppId, appIdSchema } from '../model/ids.js'

/** AppClient → Master, answer to MasterChanged: "I follow you." */
export interface MasterChangeAcknowledged {
  readonly appId: AppId
  /** One more than the highest executor id that this application was told of. */
  readonly nextExecutorId?: number | undefined
}

/** Token of {@link MasterChangeAcknowledged}. */
export const MasterChangeAcknowledged: MessageType<
  'MasterChangeAcknowledged',
  MasterChangeAcknowledged
> = message(
  'MasterChangeAcknowledged',
  z.object({
    appId: appIdSchema,
    nextExecutorId: z.optional(z.int().check(z.nonnegative())),
  }),
)
