import { message, type MessageType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'

/** Master → AppClient: the Master ended the application. */
export interface ApplicationRemoved {
  readonly message: string
}

/** Token of {@link ApplicationRemoved}. */
export const ApplicationRemoved: MessageType<'ApplicationRemoved', ApplicationRemoved> = message(
  'ApplicationRemoved',
  z.object({
    message: z.string(),
  }),
)
