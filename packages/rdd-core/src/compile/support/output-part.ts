import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { OutputGoneError } from '../../errors.js'
import { type OutputTarget, TEMPORARY, partName, taskName } from '../../output/output-target.js'
import type { OutputPart } from '../../task-runtime.js'

/** Whose part it is. */
export interface OutputAttempt {
  readonly target: OutputTarget
  readonly partition: number
  /** Unique among the attempts of this partition. */
  readonly attempt: number
}

/**
 * This attempt's part file, in a directory of its own below the output's `_temporary`. `commit` makes it
 * the task's (or, by algorithm 2, puts the part where it belongs); until then nobody else sees it.
 * @see org.apache.hadoop.mapreduce.lib.output.FileOutputCommitter
 */
export function openOutputPart({ target, partition, attempt }: OutputAttempt): OutputPart {
  const job = join(target.path, TEMPORARY, '0')
  const task = taskName(target.jobToken, partition)
  const dir = join(job, TEMPORARY, `attempt_${task}_${attempt}`)
  const name = `${partName(partition)}${target.suffix}`
  makeOwn(dir, target.path)
  let file: number | undefined = openSync(join(dir, name), 'w')
  const close = (): void => {
    if (file !== undefined) closeSync(file)
    file = undefined
  }
  const remove = (): void => rmSync(dir, { recursive: true, force: true })
  return {
    coordinated: target.coordinated,
    write(bytes) {
      for (let at = 0; at < bytes.length; ) at += writeSync(file as number, bytes, at)
    },
    close,
    commit() {
      close()
      if (target.algorithm === 2) {
        renameSync(join(dir, name), join(target.path, name))
        remove()
        return
      }
      const place = join(job, `task_${task}`)
      // An earlier attempt that was allowed to commit may have died before anyone heard that it did.
      rmSync(place, { recursive: true, force: true })
      renameSync(dir, place)
    },
    abort() {
      close()
      remove()
    },
  }
}

/** Makes the attempt's directory; the one above it is the job's own. */
function makeOwn(dir: string, out: string): void {
  try {
    rmSync(dir, { recursive: true, force: true })
    mkdirSync(dir)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    throw new OutputGoneError(out)
  }
}
