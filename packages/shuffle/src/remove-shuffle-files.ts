import { type Dirent, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** Deletes what map tasks of a shuffle have written under `dirs`; whether there was anything. */
export const removeShuffleFiles = (dirs: readonly string[], shuffleId: number): boolean =>
  removeFiles(dirs, (name) => name.startsWith(`shuffle_${shuffleId}_`)) > 0

/** Deletes the files under `dirs`, at any depth, whose names are meant; how many there were. */
export function removeFiles(dirs: readonly string[], isMeant: (name: string) => boolean): number {
  let removed = 0
  for (const dir of dirs) {
    for (const entry of entriesOf(dir)) {
      if (!entry.isFile() || !isMeant(entry.name)) continue
      rmSync(join(entry.parentPath, entry.name), { force: true })
      removed++
    }
  }
  return removed
}

/** A directory that is not there has no entries. */
function entriesOf(dir: string): readonly Dirent[] {
  try {
    return readdirSync(dir, { recursive: true, withFileTypes: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
