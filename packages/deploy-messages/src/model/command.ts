import * as z from 'zod/mini'

/** The closed set of what a Worker starts: its own installed entry points, never a named executable. */
export const LAUNCH_KINDS = ['executor', 'driver'] as const
/** One of {@link LAUNCH_KINDS}. */
export type LaunchKind = (typeof LAUNCH_KINDS)[number]

/**
 * What to run. The Worker decides which file and which Node options; an environment variable that
 * is not on its allow-list is dropped there.
 *
 * @see org.apache.spark.deploy.Command
 */
export interface Command {
  readonly kind: LaunchKind
  /** Whole arguments such as `{{EXECUTOR_ID}}` are replaced by the Worker. */
  readonly arguments: readonly string[]
  readonly environment: Readonly<Record<string, string>>
}
/** What a {@link Command} looks like on the wire. */
export const commandSchema: z.ZodMiniType<Command> = z.object({
  kind: z.enum(LAUNCH_KINDS),
  arguments: z.array(z.string()),
  environment: z.record(z.string(), z.string()),
})
