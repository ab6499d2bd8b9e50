import type { StorageLevel } from '@firesteel/storage-level'
import * as z from 'zod/mini'
import { countSchema } from './wire.js'

/** What a StorageLevel looks like on the wire. */
export const storageLevelSchema: z.ZodMiniType<StorageLevel> = z.object({
  useDisk: z.boolean(),
  useMemory: z.boolean(),
  useOffHeap: z.boolean(),
  deserialized: z.boolean(),
  replication: countSchema,
})
