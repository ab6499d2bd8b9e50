import { ContextExistsError } from './errors.js'

/** What is known of a context that runs in this process. */
export interface Active<C> {
  readonly context: C
  /** Where it was created, as the user's program sees it. */
  readonly createdAt: string
}

/** Kept on globalThis: an application and its test may each have loaded this package. */
const KEY = Symbol.for('firesteel.activeContext')
const holder = globalThis as { [KEY]?: Active<unknown> | undefined }

/** The context that runs in this process, if any. */
export const activeContext = <C>(): Active<C> | undefined => holder[KEY] as Active<C> | undefined

/** Claims the process for a context; throws {@link ContextExistsError} when another has it. */
export function claimProcess<C>(active: Active<C>): void {
  const running = holder[KEY]
  if (running !== undefined) throw new ContextExistsError(running.createdAt)
  holder[KEY] = active
}

/** Gives the process free again, if it is this context that has it. */
export function releaseProcess(context: unknown): void {
  if (holder[KEY]?.context === context) holder[KEY] = undefined
}
