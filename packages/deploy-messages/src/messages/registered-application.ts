import { type EndpointRef, message, type MessageType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { type AppId, appIdSchema } from '../model/ids.js'
import { refSchema } from '../model/wire.js'
import type { MasterProtocol } from '../to-master.js'

/** Master → AppClient: the registration holds. */
export interface RegisteredApplication {
  readonly appId: AppId
  readonly master: EndpointRef<MasterProtocol>
  /** The Master knew this registration already and answers with the same id. */
  readonly duplicate: boolean
  /** That of the RegisterApplication which this answers. */
  readonly epoch: number
}

/** Token of {@link RegisteredApplication}. */
export const RegisteredApplication: MessageType<'RegisteredApplication', RegisteredApplication> =
  message(
    'RegisteredApplication',
    z.object({
      appId: appIdSchema,
      master: refSchema<MasterProtocol>(),
      duplicate: z.boolean(),
      epoch: z.int().check(z.nonnegative()),
    }),
  )
