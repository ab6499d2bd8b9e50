import type { LocalCluster } from '@firesteel/local-cluster'
import { suite, until } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { SparkContext } from '../../src/index.js'
import { aCluster, confFor } from './a-cluster.js'

const test = suite('the number of executors on a cluster', { timeoutMs: 90_000 })
let cluster: LocalCluster

test.before(async () => {
  cluster = await aCluster(2)
})
test.after(() => cluster.stop())

test('follows the work: none, then as many as it needs, then none again', async () => {
  const conf = confFor(cluster, 'elastic', 2)
    .remove('spark.scheduler.minRegisteredResourcesRatio')
    .set('spark.executor.cores', 1)
    .set('spark.dynamicAllocation.enabled', true)
    .set('spark.dynamicAllocation.schedulerBacklogTimeout', '100ms')
    .set('spark.dynamicAllocation.executorIdleTimeout', '1s')
    .set('spark.dynamicAllocation.shuffleTracking.timeout', '1s')
  await using sc = new SparkContext(conf)
  const failures: string[] = []
  let most = 0
  sc.addSparkListener({
    onExecutorAdded: async () => {
      most = Math.max(most, (await sc.getExecutorIds()).length)
    },
    onTaskEnd: ({ reason }) => {
      if (reason.kind !== 'Success') failures.push(reason.kind)
    },
  })
  await sc.ready
  assert.equal(await sc.getExecutorIds(), [])
  const sums = sc
    .range(0, 60, 1, 12)
    .map((n): [number, number] => {
      const wait = Date.now() + 50
      while (Date.now() < wait);
      return [n % 2, n]
    })
    .reduceByKey((a, b) => a + b, 2)
  const expected = new Map([
    [0, 870],
    [1, 900],
  ])
  assert.equal(new Map(await sums.collect()), expected)
  assert.is(most, 2)
  await until('none is left', async () => (await sc.getExecutorIds()).length === 0, 30_000)
  assert.equal(new Map(await sums.collect()), expected, 'what went with them is made again')
  assert.equal(failures, [])
})

test('is what the program asks for', async () => {
  const conf = confFor(cluster, 'by hand', 2).set('spark.executor.cores', 1)
  await using sc = new SparkContext(conf)
  await sc.ready
  const count = (expected: number): Promise<boolean> =>
    until(
      `${expected} executors`,
      async () => (await sc.getExecutorIds()).length === expected,
      30_000,
    )
  await count(2)
  const [first = ''] = await sc.getExecutorIds()
  assert.is(await sc.killExecutor(first), true)
  await count(1)
  assert.not((await sc.getExecutorIds()).includes(first))
  assert.is(await sc.killExecutor('no such executor'), false)
  assert.is(await sc.requestExecutors(1), true)
  await count(2)
  const refused = await sc.requestExecutors(-1).catch((error: Error) => error.message)
  assert.match(String(refused), /at least 0/)
})

test.run()
