import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LocalCluster } from '@firesteel/local-cluster'
import { StorageLevel } from '@firesteel/storage-level'
import { suite, tmpDir, until } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { SparkContext } from '../../src/index.js'
import { aCluster, confFor } from './a-cluster.js'

const test = suite('leaving executors of a cluster', { timeoutMs: 90_000 })
const EXPECTED = new Map([
  [0, 2_450],
  [1, 2_500],
])
let cluster: LocalCluster

test.before(async () => {
  cluster = await aCluster(2, undefined, { 'spark.decommission.enabled': 'true' })
})
test.after(() => cluster.stop())

/** An application on both workers that notes what happens to its stages and tasks. */
function anApplication(name: string) {
  const conf = confFor(cluster, name, 2)
    .set('spark.decommission.enabled', true)
    .set('spark.storage.decommission.enabled', true)
    // Each executor reads its own files only: what another had must have come from where it is now.
    .set('spark.shuffle.readHostLocalDisk', false)
  const sc = new SparkContext(conf)
  const stages: number[] = []
  const failures: string[] = []
  const gone: string[] = []
  sc.addSparkListener({
    onStageSubmitted: ({ stage }) => void stages.push(stage.numTasks),
    onTaskEnd: ({ reason }) => {
      if (reason.kind !== 'Success') failures.push(reason.kind)
    },
    onExecutorRemoved: ({ reason }) => void gone.push(reason),
  })
  const sums = sc
    .range(0, 100, 1, 8)
    .map((n): [number, number] => {
      const wait = Date.now() + 5
      while (Date.now() < wait);
      return [n % 2, n]
    })
    .reduceByKey((a, b) => a + b, 4)
  return { sc, sums, stages, failures, gone }
}

test('map outputs are handed on and not computed again', async () => {
  const { sc, sums, stages, failures, gone } = anApplication('handing on')
  try {
    assert.equal(new Map(await sums.collect()), EXPECTED)
    const [first = ''] = await sc.getExecutorIds()
    assert.is(await sc.decommissionExecutors([first]), true)
    await until('it is gone', () => gone.length === 1, 30_000)
    assert.match(gone[0] ?? '', /Executor decommission/)
    stages.length = 0
    assert.equal(new Map(await sums.collect()), EXPECTED)
    assert.equal(stages, [4], 'only the stage that reads ran')
    assert.equal(failures, [])
  } finally {
    await sc.stop()
  }
})

test('an executor that leaves in the middle of a job ends its tasks first', async () => {
  const { sc, sums, failures, gone } = anApplication('in the middle')
  try {
    await sc.range(0, 8, 1, 8).count()
    const running = sums.collect()
    const [first = ''] = await sc.getExecutorIds()
    assert.is(await sc.decommissionExecutors([first]), true)
    assert.equal(new Map(await running), EXPECTED)
    await until('it is gone', () => gone.length === 1, 30_000)
    assert.equal(new Map(await sums.collect()), EXPECTED)
    assert.equal(failures, [])
  } finally {
    await sc.stop()
  }
})

test('cached partitions are handed on and not computed again', async () => {
  const { sc, failures, gone } = anApplication('cached partitions')
  const computed = join(tmpDir(), 'computed')
  writeFileSync(computed, '')
  try {
    await sc.ready
    const levels = ['MEMORY_ONLY', 'MEMORY_ONLY_SER', 'MEMORY_AND_DISK_SER', 'DISK_ONLY'] as const
    const kept = levels.map((name) =>
      sc
        .range(0, 100, 1, 4)
        .mapPartitions((rows) => {
          appendFileSync(computed, '.')
          const wait = Date.now() + 50
          while (Date.now() < wait);
          return [...rows].map((n) => `${n} ${Math.random()}`)
        })
        .persist(StorageLevel[name]),
    )
    const first: string[][] = []
    for (const rdd of kept) first.push(await rdd.collect())
    assert.is(readFileSync(computed).length, 16)
    const [leaving = ''] = await sc.getExecutorIds()
    assert.is(await sc.decommissionExecutors([leaving]), true)
    await until('it is gone', () => gone.length === 1, 30_000)
    for (const [index, rdd] of kept.entries()) assert.equal(await rdd.collect(), first[index])
    assert.is(readFileSync(computed).length, 16, 'nothing was computed again')
    assert.equal(failures, [])
  } finally {
    await sc.stop()
  }
})

test('a worker that is told to leave by a signal lets its executors leave', async () => {
  const { sc, sums, failures, gone } = anApplication('by signal')
  try {
    assert.equal(new Map(await sums.collect()), EXPECTED)
    process.kill(cluster.workers[0]?.pid ?? 0, 'SIGPWR')
    await until('its executor is gone', () => gone.length === 1, 30_000)
    assert.equal(new Map(await sums.collect()), EXPECTED)
    assert.equal(failures, [])
  } finally {
    await sc.stop()
  }
})

test.run()
