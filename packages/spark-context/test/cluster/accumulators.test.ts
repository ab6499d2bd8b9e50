import type { LocalCluster } from '@firesteel/local-cluster'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { SparkContext } from '../../src/index.js'
import { aCluster, confFor } from './a-cluster.js'

const test = suite('accumulators on a cluster', { timeoutMs: 60_000 })
let cluster: LocalCluster
let sc: SparkContext

test.before(async () => {
  cluster = await aCluster(2)
  sc = new SparkContext(confFor(cluster, 'accumulators', 2))
})
test.after(async () => {
  await sc.stop()
  await cluster.stop()
})

test('what tasks of two executors add comes together on the driver', async () => {
  const sum = sc.longAccumulator('sum')
  const places = sc.collectionAccumulator<number>()
  await sc.range(0, 100, 1, 8).foreachPartition((values) => {
    for (const value of values) sum.add(value)
    places.add(process.pid)
  })
  assert.is(sum.value, 4_950)
  assert.is(places.value.length, 8)
  assert.is(new Set(places.value).size, 2)
})

test('a task that failed on the way counts once, with what its last attempt added', async () => {
  const sum = sc.longAccumulator()
  await sc.range(0, 8, 1, 8).foreachPartition((values) => {
    for (const value of values) sum.add(value)
    const key = Symbol.for('firesteel.taskContext')
    const { attemptNumber, partitionId } = (globalThis as never as Record<symbol, unknown>)[
      key
    ] as { readonly attemptNumber: number; readonly partitionId: number }
    if (partitionId % 3 === 0 && attemptNumber < 2) throw new Error('again')
  })
  assert.is(sum.value, 28)
})

test.run()
