import * as z from 'zod/mini'

/**
 * Who serves blocks, and where. `dirs` are its local directories, for readers on the same host.
 * @see org.apache.spark.storage.BlockManagerId
 */
export interface BlockLocation {
  /** `driver` for the driver's own. */
  readonly executorId: string
  readonly host: string
  readonly port: number
  readonly dirs?: readonly string[] | undefined
  /** What has to be shown there to get or leave blocks; only the application's own processes learn it. */
  readonly key?: string | undefined
}
/** What a {@link BlockLocation} looks like on the wire. */
export const blockLocationSchema: z.ZodMiniType<BlockLocation> = z.object({
  executorId: z.string(),
  host: z.string(),
  port: z.int().check(z.gte(0), z.lte(65_535)),
  dirs: z.optional(z.array(z.string())),
  key: z.optional(z.string()),
})

/** One copy of a block: whose, and in which slot's heap, if it is one that only that slot can read. */
export interface BlockHolder {
  readonly location: BlockLocation
  readonly slot?: number | undefined
  readonly size: number
  /** It is in a file below the location's `dirs`. */
  readonly onDisk: boolean
}
/** What a {@link BlockHolder} looks like on the wire. */
export const blockHolderSchema: z.ZodMiniType<BlockHolder> = z.object({
  location: blockLocationSchema,
  slot: z.optional(z.int().check(z.nonnegative())),
  size: z.number().check(z.nonnegative()),
  onDisk: z.boolean(),
})
