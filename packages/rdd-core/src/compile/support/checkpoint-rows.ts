import { closeSync, existsSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { CheckpointBlockLostError, CheckpointPartMissingError } from '../../errors.js'
import { partName } from '../../output/output-target.js'
import { RowFileWriter, readRowFile } from '../../row-file.js'
import { TaskContext } from '../../task-context.js'
import type { TaskRuntime } from '../../task-runtime.js'

/** One partition of a checkpoint under way. */
export interface CheckpointPart {
  add(record: unknown): void
  finish(): number
  abort(): void
}

/**
 * Writes one partition into a file of this attempt's own and then gives it its name; when another attempt
 * was faster, that one's stays.
 * @see org.apache.spark.rdd.ReliableCheckpointRDD.writePartitionToCheckpointFile
 */
export function checkpointPart(
  runtime: TaskRuntime,
  dir: string,
  compress: boolean,
  partition: number,
): CheckpointPart {
  const name = partName(partition)
  const attempt = TaskContext.get()?.taskAttemptId ?? 0
  const temporary = join(dir, `.${name}-attempt-${attempt}`)
  const file = openSync(temporary, 'w')
  runtime.openFiles.add(file)
  const write = (bytes: Uint8Array): void => {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
    runtime.metrics.bytesWritten += bytes.length
  }
  const close = (): void => {
    if (runtime.openFiles.delete(file)) closeSync(file)
  }
  const writer = new RowFileWriter(runtime.serializer, write, { compress })
  return {
    add: (record) => writer.add(record),
    finish() {
      writer.flush()
      close()
      const place = join(dir, name)
      if (existsSync(place)) rmSync(temporary, { force: true })
      else renameSync(temporary, place)
      runtime.metrics.recordsWritten += writer.rows
      return writer.rows
    },
    abort() {
      close()
      rmSync(temporary, { force: true })
    },
  }
}

/** The records of one partition of a checkpoint, one batch at a time. */
export function* checkpointRows(
  runtime: TaskRuntime,
  path: string,
): Generator<readonly unknown[], void> {
  if (!existsSync(path)) throw new CheckpointPartMissingError(path)
  for (const rows of readRowFile(path, runtime.serializer)) {
    runtime.metrics.recordsRead += rows.length
    yield rows
  }
}

/** A partition that only a block had: what is asked for it now is gone. */
export function lostBlock(rddId: number, partition: number): never {
  throw new CheckpointBlockLostError(rddId, partition)
}
