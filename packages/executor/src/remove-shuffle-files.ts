import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** Deletes what map tasks of a shuffle have written under `dirs`; whether there was anything. */
export function removeShuffleFiles(dirs: readonly string[], shuffleId: number): boolean {
  const isOfShuffle = (name: string): boolean => name.startsWith(`shuffle_${shuffleId}_`)
  let found = false
  for (const dir of dirs) {
    for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !isOfShuffle(entry.name)) continue
      rmSync(join(entry.parentPath, entry.name), { force: true })
      found = true
    }
  }
  return found
}
