import { type EndpointRef, message, type MessageType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { type WorkerId, workerIdSchema } from '../model/ids.js'
import { type Resources, resourcesSchema } from '../model/resources.js'
import {
  type HostPort,
  hostPortSchema,
  refSchema,
  type WireVersions,
  wireVersionsSchema,
} from '../model/wire.js'
import type { WorkerProtocol } from '../to-worker.js'

/** Worker → Master: "Here I am, with this much to give." Answered by RegisteredWorker, RegisterWorkerFailed or MasterInStandby. */
export interface RegisterWorker {
  readonly id: WorkerId
  readonly host: string
  readonly port: number
  readonly worker: EndpointRef<WorkerProtocol>
  readonly cores: number
  /** MiB that executors and drivers may use. */
  readonly memory: number
  /** Empty when the worker shows no page. */
  readonly workerWebUiUrl: string
  /** The address that the worker dialled; echoed in the answer. */
  readonly masterAddress: HostPort
  readonly resources: Resources
  /** Made once by the sender; the same id again is the same registration. */
  readonly registrationId: string
  /** Counts the sender's searches for a Master; echoed, so that an old answer is told from a new one. */
  readonly epoch: number
  /** What its sender understands; a Master that understands none of it refuses. */
  readonly wireVersions?: WireVersions | undefined
}

/** Token of {@link RegisterWorker}. */
export const RegisterWorker: MessageType<'RegisterWorker', RegisterWorker> = message(
  'RegisterWorker',
  z.object({
    id: workerIdSchema,
    host: z.string(),
    port: z.int().check(z.positive()),
    worker: refSchema<WorkerProtocol>(),
    cores: z.int().check(z.positive()),
    memory: z.int().check(z.nonnegative()),
    workerWebUiUrl: z.string(),
    masterAddress: hostPortSchema,
    resources: resourcesSchema,
    registrationId: z.string(),
    epoch: z.int().check(z.nonnegative()),
    wireVersions: z.optional(wireVersionsSchema),
  }),
)
