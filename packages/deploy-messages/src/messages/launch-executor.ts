import { message, type MessageType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { type ApplicationDescription, applicationDescriptionSchema } from '../model/application.js'
import { type AppId, appIdSchema } from '../model/ids.js'
import { type Resources, resourcesSchema } from '../model/resources.js'

/** Master → Worker: start an executor for an application. */
export interface LaunchExecutor {
  /** Checked against the active Master's, so that one which lost its place launches nothing. */
  readonly masterUrl: string
  readonly appId: AppId
  readonly execId: number
  readonly rpId: number
  readonly appDesc: ApplicationDescription
  readonly cores: number
  /** MiB. */
  readonly memory: number
  readonly resources: Resources
}

/** Token of {@link LaunchExecutor}. */
export const LaunchExecutor: MessageType<'LaunchExecutor', LaunchExecutor> = message(
  'LaunchExecutor',
  z.object({
    masterUrl: z.string(),
    appId: appIdSchema,
    execId: z.int().check(z.nonnegative()),
    rpId: z.int().check(z.nonnegative()),
    appDesc: applicationDescriptionSchema,
    cores: z.int().check(z.positive()),
    memory: z.int().check(z.nonnegative()),
    resources: resourcesSchema,
  }),
)
