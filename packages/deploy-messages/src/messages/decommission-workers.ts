import { message, type MessageType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { type WorkerId, workerIdSchema } from '../model/ids.js'

/** Master → itself: let these workers leave. */
export interface DecommissionWorkers {
  readonly ids: readonly WorkerId[]
}

/** Token of {@link DecommissionWorkers}. */
export const DecommissionWorkers: MessageType<'DecommissionWorkers', DecommissionWorkers> = message(
  'DecommissionWorkers',
  z.object({
    ids: z.array(workerIdSchema),
  }),
)
