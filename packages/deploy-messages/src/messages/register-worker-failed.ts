import { message, type MessageType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'

/** Master → Worker: the registration is refused. */
export interface RegisterWorkerFailed {
  readonly message: string
}

/** Token of {@link RegisterWorkerFailed}. */
export const RegisterWorkerFailed: MessageType<'RegisterWorkerFailed', RegisterWorkerFailed> =
  message(
    'RegisterWorkerFailed',
    z.object({
      message: z.string(),
    }),
  )
