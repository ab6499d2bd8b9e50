import type { InputFile } from './list-files.js'
import type { TextSplit } from './text-lines.js'

/** Blocks of the local file system, as Hadoop sees it: the largest a split gets. */
export const BLOCK_BYTES = 32 * 1024 * 1024
/** The last split of a file may be so much larger than the others. */
const SLOP = 1.1

/** What bounds the size of a split. */
export interface SplitLimits {
  readonly minPartitions: number
  readonly minSplitBytes?: number | undefined
  readonly blockBytes?: number | undefined
}

/**
 * Cuts files into splits of about equal size; a split never spans files, a compressed file is one
 * split, an empty file none.
 * @see org.apache.hadoop.mapred.FileInputFormat.getSplits
 */
export function planSplits(files: readonly InputFile[], limits: SplitLimits): TextSplit[] {
  const { minPartitions, minSplitBytes = 1, blockBytes = BLOCK_BYTES } = limits
  const total = files.reduce((sum, { size }) => sum + size, 0)
  const goal = Math.floor(total / Math.max(minPartitions, 1))
  const splitBytes = Math.max(Math.max(minSplitBytes, 1), Math.min(goal, blockBytes))
  return files.flatMap((file) => splitsOf(file, splitBytes))
}

function splitsOf({ path, size, gzip }: InputFile, splitBytes: number): TextSplit[] {
  if (size === 0) return []
  if (gzip) return [{ path, start: 0, end: -1, gzip }]
  const splits: TextSplit[] = []
  let start = 0
  while ((size - start) / splitBytes > SLOP) {
    splits.push({ path, start, end: start + splitBytes, gzip })
    start += splitBytes
  }
  splits.push({ path, start, end: size, gzip })
  return splits
}

/** Groups whole files into about `minPartitions` groups. */
export function planWholeFiles(
  files: readonly InputFile[],
  minPartitions: number,
): (readonly InputFile[])[] {
  const total = files.reduce((sum, { size }) => sum + size, 0)
  return planFileGroups(files, Math.ceil(total / Math.max(minPartitions, 1)))
}

/**
 * Groups whole files in their order; a group is full once it has `enough` bytes.
 * @see org.apache.hadoop.mapreduce.lib.input.CombineFileInputFormat
 */
export function planFileGroups(
  files: readonly InputFile[],
  enough: number,
): (readonly InputFile[])[] {
  const groups: InputFile[][] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const file of files) {
    if (bytes >= enough && (enough > 0 || groups.length === 0)) {
      groups.push([])
      bytes = 0
    }
    groups.at(-1)?.push(file)
    bytes += file.size
  }
  return groups
}
