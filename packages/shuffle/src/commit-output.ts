import { linkSync, renameSync, rmSync } from 'node:fs'
import { readCheckedIndex, sizesOf } from './index-file.js'
import type { MapOutputFiles } from './shuffle-files.js'

/**
 * Puts the two temporary files of an attempt in their places, unless another attempt's valid pair is
 * there; either way the temporary files are gone. Returns the sizes of what is in place.
 */
export function commitOutput(
  temporary: MapOutputFiles,
  files: MapOutputFiles,
  sizes: Float64Array,
): Float64Array {
  try {
    const there = readCheckedIndex(files.index, files.data, sizes.length)
    if (there !== undefined) return sizesOf(there)
    // A pair that is not valid was left by an attempt that ended half way.
    rmSync(files.index, { force: true })
    rmSync(files.data, { force: true })
    if (claim(temporary.data, files.data)) {
      renameSync(temporary.index, files.index)
      return sizes
    }
    // Another attempt came between: its data is there, its index is about to be.
    return committedByOther(files, sizes)
  } finally {
    rmSync(temporary.data, { force: true })
    rmSync(temporary.index, { force: true })
  }
}

/** Gives a file a second name; false when the name is taken. Where there are no links, a rename must do. */
function claim(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return false
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error
    renameSync(from, to)
    return true
  }
}

function committedByOther(files: MapOutputFiles, sizes: Float64Array): Float64Array {
  const there = readCheckedIndex(files.index, files.data, sizes.length)
  if (there !== undefined) return sizesOf(there)
  throw new Error(`another attempt is writing ${files.data}; this one gives way`)
}
