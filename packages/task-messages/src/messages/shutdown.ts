import { message, type MessageType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { countSchema } from '../model/wire.js'

/** Executor → itself: end with this exit code. */
export interface Shutdown {
  readonly exitCode: number
}

/** Token of {@link Shutdown}. */
export const Shutdown: MessageType<'Shutdown', Shutdown> = message(
  'Shutdown',
  z.object({
    exitCode: countSchema,
  }),
)
