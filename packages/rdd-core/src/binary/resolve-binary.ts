import { RecordLengthError } from '../errors.js'
import type { Lineage, OpOf, Resolved } from '../lineage.js'
import type { RddContext } from '../rdd-context.js'
import { ignoresMissing } from '../text/input-settings.js'
import { listFiles } from '../text/list-files.js'
import { BLOCK_BYTES, planFileGroups } from '../text/plan-splits.js'
import type { BinarySplit } from './read-binary.js'

/** What opening a file costs, in bytes that could have been read meanwhile. */
const OPEN_COST_BYTES = 4 * 1024 * 1024
const MAX_PARTITION_BYTES = 128 * 1024 * 1024

/**
 * Files in groups: about one per slot, none much larger than 128 MiB, and many small files in one.
 * @see org.apache.spark.input.StreamFileInputFormat
 */
export async function resolveBinaryFiles(node: Lineage, context: RddContext): Promise<Resolved> {
  const op = node.op as OpOf<'binaryFiles'>
  const files = await listFiles(op.path)
  const parallelism = Math.max(await context.defaultParallelism, op.minPartitions ?? 1)
  const total = files.reduce((sum, { size }) => sum + size + OPEN_COST_BYTES, 0)
  const limit = Math.min(MAX_PARTITION_BYTES, Math.max(OPEN_COST_BYTES, total / parallelism))
  const groups = planFileGroups(files, limit)
  return source(groups.map((group) => group.map(({ path, size }) => ({ path, size }))))
}

/** Files cut between records. Throws when a file does not hold whole records. */
export async function resolveBinaryRecords(node: Lineage, context: RddContext): Promise<Resolved> {
  const { path, recordLength } = node.op as OpOf<'binaryRecords'>
  const files = await listFiles(path)
  const splitBytes = Math.max(1, Math.floor(BLOCK_BYTES / recordLength)) * recordLength
  const splits: BinarySplit[] = []
  for (const file of files) {
    if (file.size % recordLength !== 0)
      throw new RecordLengthError(file.path, file.size, recordLength)
    for (let start = 0; start < file.size; start += splitBytes) {
      const end = Math.min(file.size, start + splitBytes)
      splits.push({ path: file.path, start, end, recordLength, ...ignoresMissing(context) })
    }
  }
  return source(splits)
}

const source = (partitions: readonly unknown[]): Resolved => ({
  numPartitions: partitions.length,
  partitioner: undefined,
  dependencies: [],
  partitions,
})
