import { type EndpointRef, message, type MessageType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { type WorkerId, workerIdSchema } from '../model/ids.js'
import { refSchema } from '../model/wire.js'
import type { WorkerProtocol } from '../to-worker.js'

/** Worker → Master: "I was told to leave; place nothing more here." */
export interface WorkerDecommissioning {
  readonly id: WorkerId
  readonly worker: EndpointRef<WorkerProtocol>
}

/** Token of {@link WorkerDecommissioning}. */
export const WorkerDecommissioning: MessageType<'WorkerDecommissioning', WorkerDecommissioning> =
  message(
    'WorkerDecommissioning',
    z.object({
      id: workerIdSchema,
      worker: refSchema<WorkerProtocol>(),
    }),
  )
