import { type EndpointRef, message, type MessageType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { type HostPort, hostPortSchema, refSchema } from '../model/wire.js'
import type { MasterProtocol } from '../to-master.js'

/** Master → Worker: the registration holds. */
export interface RegisteredWorker {
  readonly master: EndpointRef<MasterProtocol>
  readonly masterWebUiUrl: string
  /** The address that the worker had dialled. */
  readonly masterAddress: HostPort
  /** The Master knew this registration already: a repetition, not a failure. */
  readonly duplicate: boolean
  /** That of the RegisterWorker which this answers. */
  readonly epoch: number
}

/** Token of {@link RegisteredWorker}. */
export const RegisteredWorker: MessageType<'RegisteredWorker', RegisteredWorker> = message(
  'RegisteredWorker',
  z.object({
    master: refSchema<MasterProtocol>(),
    masterWebUiUrl: z.string(),
    masterAddress: hostPortSchema,
    duplicate: z.boolean(),
    epoch: z.int().check(z.nonnegative()),
  }),
)
