import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Makes a directory of this application's own below `dir`, for checkpoints; its absolute path. */
export function makeCheckpointDirectory(dir: string): string {
  if (typeof dir !== 'string' || dir.trim() === '') {
    throw new TypeError(`setCheckpointDir needs a path, got ${String(dir)}`)
  }
  const base = dir.startsWith('file:') ? fileURLToPath(new URL(dir)) : dir
  const own = join(resolve(base), randomUUID())
  mkdirSync(own, { recursive: true })
  return own
}
