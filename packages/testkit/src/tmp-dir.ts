import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The path of a new empty directory, removed when the process ends. */
export function tmpDir(prefix = 'firesteel-test-'): string {
  const path = mkdtempSync(join(realpathSync(tmpdir()), prefix))
  process.once('exit', () => rmSync(path, { recursive: true, force: true }))
  return path
}
