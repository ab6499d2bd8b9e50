import { message, type MessageType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { bytesSchema } from '../model/wire.js'

/** Driver → executor: new credentials for the file systems that ask for them. */
export interface UpdateDelegationTokens {
  readonly tokens: Uint8Array
}

/** Token of {@link UpdateDelegationTokens}. */
export const UpdateDelegationTokens: MessageType<'UpdateDelegationTokens', UpdateDelegationTokens> =
  message(
    'UpdateDelegationTokens',
    z.object({
      tokens: bytesSchema,
    }),
  )
