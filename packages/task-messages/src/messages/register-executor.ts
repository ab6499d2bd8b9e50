import { type Resources, resourcesSchema, refSchema } from '@firesteel/deploy-messages/wire'
import { type EndpointRef, request, type RequestType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { countSchema, textsSchema } from '../model/wire.js'
import type { ExecutorProtocol } from '../to-executor.js'

/** Executor → driver: "I can take tasks." Refused by a failure: the id is taken or the host excluded. */
export interface RegisterExecutor {
  readonly executorId: string
  /** Listens nowhere: the driver reaches it over the connection that this message came by. */
  readonly executorRef: EndpointRef<ExecutorProtocol>
  readonly hostname: string
  /** Its task slots are 0 to `cores` - 1. */
  readonly cores: number
  readonly logUrls: Readonly<Record<string, string>>
  readonly attributes: Readonly<Record<string, string>>
  readonly resources: Resources
  readonly resourceProfileId: number
}

/** Token of {@link RegisterExecutor}. */
export const RegisterExecutor: RequestType<'RegisterExecutor', RegisterExecutor, true> = request(
  'RegisterExecutor',
  z.object({
    executorId: z.string(),
    executorRef: refSchema<ExecutorProtocol>(),
    hostname: z.string().check(z.minLength(1)),
    cores: z.int().check(z.positive()),
    logUrls: textsSchema,
    attributes: textsSchema,
    resources: resourcesSchema,
    resourceProfileId: countSchema,
  }),
  z.literal(true),
)
