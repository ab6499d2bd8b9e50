import { join } from 'node:path'

/** Sub-directories per directory; Spark's `spark.diskStore.subDirectories`. */
export const SUB_DIRECTORIES = 64

/** Spreads names: the same on every executor, so that one finds the files of another. */
function spread(name: string): number {
  let hash = 0
  for (let i = 0; i < name.length; i++) hash = (Math.imul(hash, 31) + name.charCodeAt(i)) | 0
  return hash & 0x7fffffff
}

/** The directory of a block file: one of `dirs`, and in it one of 64 called `00` to `3f`. */
export function blockDir(dirs: readonly string[], name: string): string {
  const hash = spread(name)
  const dir = dirs[hash % dirs.length]
  if (dir === undefined) throw new TypeError('block files need at least one directory')
  const sub = Math.floor(hash / dirs.length) % SUB_DIRECTORIES
  return join(dir, sub.toString(16).padStart(2, '0'))
}

/**
 * The path of a block file under `dirs`, which whoever knows the dirs can compute.
 * @see org.apache.spark.storage.DiskBlockManager
 */
export const blockPath = (dirs: readonly string[], name: string): string =>
  join(blockDir(dirs, name), name)
