import { message, type MessageType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { type AppId, appIdSchema } from '../model/ids.js'

/** Master → every Worker: nothing of this application will be started again. */
export interface ApplicationFinished {
  readonly id: AppId
}

/** Token of {@link ApplicationFinished}. */
export const ApplicationFinished: MessageType<'ApplicationFinished', ApplicationFinished> = message(
  'ApplicationFinished',
  z.object({
    id: appIdSchema,
  }),
)
