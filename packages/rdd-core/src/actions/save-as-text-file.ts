import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { OutputExistsError } from '../errors.js'
import type { Origin } from '../grow.js'
import { inOrder } from '../in-order.js'
import { runAction } from '../run-action.js'

/** Below the output while the job runs; committed tasks lie in it until the job commits. */
export const JOB_DIR = join('_temporary', '0')

/**
 * One line per record, one `part-NNNNN` per partition, and `_SUCCESS` when all of them are there.
 * Each attempt writes into a directory of its own, which a rename makes the task's; a job that
 * fails leaves no part behind.
 * @see org.apache.hadoop.mapred.FileOutputCommitter (algorithm 1)
 */
export async function saveAsTextFile(origin: Origin, path: string): Promise<void> {
  origin.context.assertActive()
  const out = resolve(path.startsWith('file:') ? fileURLToPath(new URL(path)) : path)
  if (await exists(out)) throw new OutputExistsError(out)
  await mkdir(join(out, JOB_DIR), { recursive: true })
  try {
    await runAction(origin, {
      name: 'saveAsTextFile',
      action: { kind: 'saveAsTextFile', path: out, jobToken: randomUUID() },
      results: () => inOrder<void>(() => undefined),
    })
    await commitJob(out)
  } catch (error) {
    await rm(join(out, '_temporary'), { recursive: true, force: true })
    throw error
  }
}

async function commitJob(out: string): Promise<void> {
  const job = join(out, JOB_DIR)
  const tasks = (await readdir(job)).filter((name) => name.startsWith('task_')).sort()
  for (const task of tasks) {
    for (const part of await readdir(join(job, task))) {
      await rename(join(job, task, part), join(out, part))
    }
  }
  await rm(join(out, '_temporary'), { recursive: true, force: true })
  await writeFile(join(out, '_SUCCESS'), '')
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch {
    return false
  }
}
