import { refSchema } from '@firesteel/deploy-messages/wire'
import { type EndpointRef, request, type RequestType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { type BlockLocation, blockLocationSchema } from '../model/block-location.js'
import type { BlockStorageProtocol } from '../to-block-storage.js'

/** Executor → driver: "I keep blocks, and serve them here." A newer one of the same executor replaces the older. */
export interface RegisterBlockManager {
  readonly location: BlockLocation
  /** Bytes that its blocks may take. */
  readonly maxMemory: number
  /** Where it is told to forget blocks. */
  readonly storage: EndpointRef<BlockStorageProtocol>
}

/** Token of {@link RegisterBlockManager}. */
export const RegisterBlockManager: RequestType<
  'RegisterBlockManager',
  RegisterBlockManager,
  BlockLocation
> = request(
  'RegisterBlockManager',
  z.object({
    location: blockLocationSchema,
    maxMemory: z.number().check(z.nonnegative()),
    storage: refSchema<BlockStorageProtocol>(),
  }),
  blockLocationSchema,
)
