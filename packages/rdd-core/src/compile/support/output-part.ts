import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { OutputPart } from '../../task-runtime.js'

/** Whose part it is. */
export interface OutputAttempt {
  readonly path: string
  readonly jobToken: string
  readonly partition: number
  /** Unique among the attempts of this partition. */
  readonly attempt: number
}

/**
 * This attempt's part file under the output's `_temporary`. `commit` renames the attempt's directory
 * to the task's: the first attempt to do so wins, a later one leaves nothing.
 */
export function openOutputPart(attempt: OutputAttempt): OutputPart {
  const job = join(attempt.path, '_temporary', '0')
  const task = `m_${String(attempt.partition).padStart(6, '0')}`
  const dir = join(job, '_temporary', `attempt_${attempt.jobToken}_${task}_${attempt.attempt}`)
  const name = `part-${String(attempt.partition).padStart(5, '0')}`
  mkdirSync(dir, { recursive: true })
  const file = openSync(join(dir, name), 'w')
  let open = true
  const close = () => {
    if (open) closeSync(file)
    open = false
  }
  return {
    write(bytes) {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
    },
    commit() {
      close()
      try {
        renameSync(dir, join(job, `task_${task}`))
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException
        if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error
        rmSync(dir, { recursive: true, force: true })
      }
      return join(attempt.path, name)
    },
    abort() {
      close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
