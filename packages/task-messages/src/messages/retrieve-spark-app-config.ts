import { request, type RequestType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { type ResourceProfile, resourceProfileSchema } from '../model/resource-profile.js'
import { bytesSchema, countSchema } from '../model/wire.js'

/** Driver → executor: the answer to {@link RetrieveSparkAppConfig}. */
export interface SparkAppConfig {
  /** The application's settings, without its secret. */
  readonly sparkProperties: readonly (readonly [name: string, value: string])[]
  readonly ioEncryptionKey?: Uint8Array | undefined
  readonly hadoopDelegationCreds?: Uint8Array | undefined
  readonly resourceProfile: ResourceProfile
}
/** What a {@link SparkAppConfig} looks like on the wire. */
export const sparkAppConfigSchema: z.ZodMiniType<SparkAppConfig> = z.object({
  sparkProperties: z.array(z.tuple([z.string(), z.string()])),
  ioEncryptionKey: z.optional(bytesSchema),
  hadoopDelegationCreds: z.optional(bytesSchema),
  resourceProfile: resourceProfileSchema,
})

/** Executor → driver, before it registers: "How is my application set up?" */
export interface RetrieveSparkAppConfig {
  /** 0 is the application's default profile. */
  readonly resourceProfileId: number
  /** The sender's `WIRE_VERSION`, so that a driver can refuse one it does not speak. */
  readonly wireVersion?: number | undefined
}

/** Token of {@link RetrieveSparkAppConfig}. */
export const RetrieveSparkAppConfig: RequestType<
  'RetrieveSparkAppConfig',
  RetrieveSparkAppConfig,
  SparkAppConfig
> = request(
  'RetrieveSparkAppConfig',
  z.object({
    resourceProfileId: countSchema,
    wireVersion: z.optional(countSchema),
  }),
  sparkAppConfigSchema,
)
