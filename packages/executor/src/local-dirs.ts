import { mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { claimDir, sweepOwnedDirs } from '@firesteel/daemon/owned-dirs'

/** What {@link makeLocalDirs} chooses from. */
export interface LocalDirSources {
  /** `SPARK_LOCAL_DIRS` of the environment: the worker's choice wins. */
  readonly environment?: string | undefined
  /** `spark.local.dir`. */
  readonly setting: string
  /** What its directories are called: a name that no other executor's have. */
  readonly name: string
  /** They are to outlive this process: nobody sweeps them when it is gone. */
  readonly stay?: boolean | undefined
}

/** Makes this executor's own directories, one below each that was given; they must be removed at its end. */
export function makeLocalDirs(sources: LocalDirSources): string[] {
  const given = (sources.environment || sources.setting || tmpdir())
    .split(',')
    .map((dir) => dir.trim())
    .filter((dir) => dir !== '')
  return given.map((dir) => {
    // What processes that were killed have left here.
    sweepOwnedDirs(dir, 'blockmgr-')
    const own = join(dir, sources.name)
    mkdirSync(own, { recursive: true })
    if (sources.stay !== true) claimDir(own)
    return own
  })
}

/** Removes what {@link makeLocalDirs} made; synchronous, so that it can run while a process exits. */
export function removeLocalDirs(dirs: readonly string[]): void {
  for (const dir of dirs) {
    try {
      rmSync(dir, { recursive: true, force: true, maxRetries: 2 })
    } catch {
      // A file that a dying thread still writes: the directory of a temporary file system may stay.
    }
  }
}
