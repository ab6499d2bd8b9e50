import { parseCountedId } from '@firesteel/deploy-messages'
import type { AgedDirectory } from './work-dir.js'

/** What the plan is made of. */
export interface CleanupFacts {
  readonly directories: readonly AgedDirectory[]
  /** Ids of applications with a running executor, and of drivers. */
  readonly running: ReadonlySet<string>
  readonly now: number
  readonly ttlMs: number
}

/**
 * The names of the directories to delete: those of applications and drivers that do not run, without a
 * change for longer than `ttlMs`. What is called otherwise is not the worker's and stays.
 */
export const planCleanup = ({ directories, running, now, ttlMs }: CleanupFacts): string[] =>
  directories
    .filter(
      ({ name, newestAt }) =>
        parseCountedId(name) !== undefined && !running.has(name) && newestAt < now - ttlMs,
    )
    .map(({ name }) => name)
