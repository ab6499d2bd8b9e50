import * as z from 'zod/mini'

/** What executors of one kind have. @see org.apache.spark.resource.ResourceProfile */
export interface ResourceProfile {
  /** 0 is the application's default profile. */
  readonly id: number
  readonly executorCores?: number | undefined
  readonly executorMemoryMb: number
  /** Cores that one task occupies. */
  readonly taskCpus: number
}
/** What a {@link ResourceProfile} looks like on the wire. */
export const resourceProfileSchema: z.ZodMiniType<ResourceProfile> = z.object({
  id: z.int().check(z.nonnegative()),
  executorCores: z.optional(z.int().check(z.positive())),
  executorMemoryMb: z.number().check(z.nonnegative()),
  taskCpus: z.int().check(z.positive()),
})
