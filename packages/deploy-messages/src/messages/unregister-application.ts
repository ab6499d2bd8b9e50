import { message, type MessageType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { type AppId, appIdSchema } from '../model/ids.js'

/** AppClient → Master: "I am done." */
export interface UnregisterApplication {
  readonly appId: AppId
}

/** Token of {@link UnregisterApplication}. */
export const UnregisterApplication: MessageType<'UnregisterApplication', UnregisterApplication> =
  message(
    'UnregisterApplication',
    z.object({
      appId: appIdSchema,
    }),
  )
