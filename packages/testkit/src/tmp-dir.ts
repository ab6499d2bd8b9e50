import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const made: string[] = []

/** The path of a new empty directory, removed when the process ends. */
export function tmpDir(prefix = 'firesteel-test-'): string {
  const path = mkdtempSync(join(realpathSync(tmpdir()), prefix))
  // One listener for all: with one each, Node warns of a leak at the eleventh.
  if (made.push(path) === 1) process.once('exit', removeAll)
  return path
}

function removeAll(): void {
  for (const path of made) rmSync(path, { recursive: true, force: true })
}
