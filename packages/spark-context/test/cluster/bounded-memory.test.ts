import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { SparkConf } from '@firesteel/conf'
import { type LocalCluster, startLocalCluster } from '@firesteel/local-cluster'
import { executorMemoryPlan } from '@firesteel/memory'
import type { Rdd } from '@firesteel/rdd-core'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { SparkContext } from '../../src/index.js'

const test = suite('an executor with a quarter of the memory that the data takes', {
  timeoutMs: 240_000,
})

const MIB = 1024 ** 2
const EXECUTOR_MEMORY = 96 * MIB
/** Four times the executor's memory; `npm run bench -- memory-bound` has more operations, smaller rows and other settings. */
const LENGTH = 2_000
const ROWS = Math.ceil((4 * EXECUTOR_MEMORY) / LENGTH)
const PARTS = 4

const program = (name: string): string =>
  fileURLToPath(new URL(`../../../../apps/${name}/bin/firesteel-${name}.js`, import.meta.url))

let cluster: LocalCluster
let sc: SparkContext
let pid = 0
const conf = new SparkConf([])
  .setAppName('bounded memory')
  .set('spark.executor.memory', `${EXECUTOR_MEMORY / MIB}m`)
  .set('spark.cores.max', 1)
  .set('spark.log.level', 'ERROR')
  .set('spark.task.maxFailures', 1)
const plan = executorMemoryPlan(conf, 1)
const bound = 1.25 * EXECUTOR_MEMORY + plan.overheadBytes
const spilled = { memory: 0, disk: 0, peak: 0 }

test.before(async () => {
  cluster = await startLocalCluster({
    workers: 1,
    coresPerWorker: 1,
    memoryPerWorkerMb: 1_024,
    entries: { master: program('master'), worker: program('worker') },
  })
  sc = new SparkContext(conf.setMaster(cluster.masterUrl))
  sc.addSparkListener({
    onTaskEnd({ metrics }) {
      spilled.memory += metrics?.memoryBytesSpilled ?? 0
      spilled.disk += metrics?.diskBytesSpilled ?? 0
      spilled.peak = Math.max(spilled.peak, metrics?.peakExecutionMemoryBytes ?? 0)
    },
  })
  ;[pid = 0] = await sc
    .range(0, 1, 1, 1)
    .map(() => process.pid)
    .collect()
})
test.after(async () => {
  await sc.stop()
  await cluster.stop()
})
test.before.each(() => {
  Object.assign(spilled, { memory: 0, disk: 0, peak: 0 })
  // Where the kernel tells: from here on the peak is this test's.
  if (existsSync(`/proc/${pid}/clear_refs`)) writeFileSync(`/proc/${pid}/clear_refs`, '5')
})

/** What was spilled, and that the process stayed within its bound, where the kernel tells. */
function assertBounded(): void {
  assert.ok(spilled.memory > 0 && spilled.disk > 0, 'nothing was spilled')
  assert.ok(spilled.peak > 0 && spilled.peak <= plan.poolBytes, `peak ${spilled.peak}`)
  const file = `/proc/${pid}/status`
  if (!existsSync(file)) return
  const peak = Number(readFileSync(file, 'utf8').match(/VmHWM:\s+(\d+) kB/)?.[1]) * 1024
  const message = `${Math.round(peak / MIB)} MiB resident, the bound is ${Math.round(bound / MIB)} MiB`
  assert.ok(peak <= bound, message)
}

/** Rows made in the tasks: `[i, text of `length` characters]`. */
const rows = (count: number, length: number): Rdd<[number, string]> =>
  sc
    .range(0, count, 1, 2 * PARTS)
    .map((i): [number, string] => [i, `${i} `.padEnd(length, 'abcdefghij')])

const sum = (a: number, b: number): number => a + b

test('groups it, one key having half of all values', async () => {
  const groups = rows(ROWS, LENGTH)
    .map(([i, text]): [number, string] => [i % 2 === 0 ? -1 : i % 501, text])
    .groupByKey(PARTS)
  const sizes = await groups
    .map(([key, values]): [number, number] => {
      let length = 0
      for (const value of values) length += Number.parseInt(value, 10) >= 0 ? value.length : 0
      return [key, length]
    })
    .collect()
  assert.is(sizes.map(([, length]) => length).reduce(sum), ROWS * LENGTH)
  assert.is(sizes.find(([key]) => key === -1)?.[1], Math.ceil(ROWS / 2) * LENGTH)
  assertBounded()
})

test('joins it to a few rows of each of its few keys', async () => {
  const few = sc.range(0, 32, 1, 2).map((i): [number, number] => [i % 16, i])
  const matches = await rows(ROWS, LENGTH)
    .map(([i, text]): [number, string] => [i % 16, text])
    .join(few, PARTS)
    .map(([key, [text, other]]): number =>
      Number.parseInt(text, 10) % 16 === key && other % 16 === key ? 1 : 0,
    )
    .reduce(sum)
  assert.is(matches, 2 * ROWS)
  assertBounded()
})

test.run()
