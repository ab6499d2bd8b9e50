import { type EndpointRef, message, type MessageType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { type ApplicationDescription, applicationDescriptionSchema } from '../model/application.js'
import { type AppId, appIdSchema } from '../model/ids.js'
import { refSchema, type WireVersions, wireVersionsSchema } from '../model/wire.js'
import type { AppClientProtocol } from '../to-app-client.js'

/** AppClient → Master: "I want executors." Answered by RegisteredApplication or MasterInStandby. */
export interface RegisterApplication {
  readonly appDescription: ApplicationDescription
  readonly driver: EndpointRef<AppClientProtocol>
  /** Made once by the sender; the same id again is the same registration. */
  readonly registrationId: string
  /** Counts the sender's searches for a Master; echoed, so that an old answer is told from a new one. */
  readonly epoch: number
  /** What its sender understands; a Master that understands none of it refuses. */
  readonly wireVersions?: WireVersions | undefined
  /** What an earlier Master called this application, so that a new one may go on with it. */
  readonly resume?: { readonly appId: AppId; readonly nextExecutorId: number } | undefined
}

/** Token of {@link RegisterApplication}. */
export const RegisterApplication: MessageType<'RegisterApplication', RegisterApplication> = message(
  'RegisterApplication',
  z.object({
    appDescription: applicationDescriptionSchema,
    driver: refSchema<AppClientProtocol>(),
    registrationId: z.string(),
    epoch: z.int().check(z.nonnegative()),
    wireVersions: z.optional(wireVersionsSchema),
    resume: z.optional(
      z.object({ appId: appIdSchema, nextExecutorId: z.int().check(z.nonnegative()) }),
    ),
  }),
)
