import { type EndpointRef, message, type MessageType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { type WorkerId, workerIdSchema } from '../model/ids.js'
import { refSchema } from '../model/wire.js'
import type { WorkerProtocol } from '../to-worker.js'

/** Worker → Master, four times per `spark.worker.timeout`: "I am still here." */
export interface Heartbeat {
  readonly workerId: WorkerId
  readonly worker: EndpointRef<WorkerProtocol>
}

/** Token of {@link Heartbeat}. */
export const Heartbeat: MessageType<'Heartbeat', Heartbeat> = message(
  'Heartbeat',
  z.object({
    workerId: workerIdSchema,
    worker: refSchema<WorkerProtocol>(),
  }),
)
