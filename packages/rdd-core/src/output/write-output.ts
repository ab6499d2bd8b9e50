import { mkdir, readdir, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Action } from '../action.js'
import { callSite } from '../call-site.js'
import { DATASET_KEYS, settingOf } from '../conf.js'
import { OutputExistsError, OutputIncompleteError } from '../errors.js'
import type { Origin } from '../grow.js'
import { inOrder } from '../in-order.js'
import { numPartitionsOf } from '../lineage.js'
import { prepare } from '../prepare.js'
import type { RddContext } from '../rdd-context.js'
import { runAction } from '../run-action.js'
import { type OutputTarget, TEMPORARY } from './output-target.js'

/** What is written. */
export interface OutputRequest {
  /** As the user called it. */
  readonly name: string
  readonly path: string
  readonly suffix: string
  action(target: OutputTarget): Action
}

/**
 * Runs a job that writes one part per partition:
 *
 *   set up `_temporary/0` → tasks write into directories of their attempts → each commits its own →
 *   the job's commit puts all parts in their place and writes `_SUCCESS`; a failed job leaves none
 *
 * @see org.apache.spark.internal.io.SparkHadoopWriter
 */
export async function writeOutput(origin: Origin, request: OutputRequest): Promise<void> {
  const { context, lineage } = origin
  const { name, path, suffix } = request
  context.assertActive()
  const site = callSite(name)
  const out = resolve(path.startsWith('file:') ? fileURLToPath(new URL(path)) : path)
  const isChecked = settingOf(context, DATASET_KEYS.validateOutput)
  if (isChecked && (await exists(out))) throw new OutputExistsError(out)
  // A fact that cannot be found is no reason to leave a directory behind.
  await prepare(lineage, context)
  const target: OutputTarget = {
    path: out,
    jobToken: `${timestamp(new Date())}${lineage.id}_${String(lineage.id).padStart(4, '0')}`,
    suffix,
    algorithm: settingOf(context, DATASET_KEYS.committerAlgorithm) === '2' ? 2 : 1,
    coordinated: settingOf(context, DATASET_KEYS.coordinateCommits),
  }
  // Tasks do not make it: one that outlives its job must not make the directory again.
  await mkdir(join(out, TEMPORARY, '0', TEMPORARY), { recursive: true })
  try {
    const results = () => inOrder<void>(() => undefined)
    await runAction(origin, { name, action: request.action(target), results }, { site })
    await commitJob(context, target, numPartitionsOf(lineage))
  } catch (error) {
    await abortJob(out)
    throw error
  }
}

async function commitJob(
  context: RddContext,
  { path, algorithm }: OutputTarget,
  numPartitions: number,
): Promise<void> {
  if (algorithm === 1) {
    const job = join(path, TEMPORARY, '0')
    const tasks = (await readdir(job)).filter((name) => name.startsWith('task_')).sort()
    if (tasks.length !== numPartitions) {
      throw new OutputIncompleteError(path, tasks.length, numPartitions)
    }
    for (const task of tasks) {
      for (const part of await readdir(join(job, task))) {
        await rename(join(job, task, part), join(path, part))
      }
    }
  }
  await rm(join(path, TEMPORARY), { recursive: true, force: true })
  if (settingOf(context, DATASET_KEYS.markSuccess)) {
    await writeFile(join(path, '_SUCCESS'), '')
  }
}

/** Leaves no part behind, nor the directory, unless something else lies in it. */
async function abortJob(out: string): Promise<void> {
  await rm(join(out, TEMPORARY), { recursive: true, force: true })
  await rmdir(out).catch(() => {})
}

/** As Hadoop's job trackers name themselves: `20260131235959`. */
const timestamp = (now: Date): string => now.toISOString().replaceAll(/\D/g, '').slice(0, 17)

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch {
    return false
  }
}
