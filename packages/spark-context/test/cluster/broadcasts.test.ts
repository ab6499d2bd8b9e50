import type { LocalCluster } from '@firesteel/local-cluster'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { SparkContext } from '../../src/index.js'
import { aCluster, confFor } from './a-cluster.js'

const test = suite('broadcasts on a cluster', { timeoutMs: 60_000 })
let cluster: LocalCluster
let sc: SparkContext

test.before(async () => {
  cluster = await aCluster(2)
  const conf = confFor(cluster, 'broadcasts', 2)
  sc = new SparkContext(conf.set('spark.broadcast.blockSize', '64k'))
})
test.after(async () => {
  await sc.stop()
  await cluster.stop()
})

/** What two executors make of it: the process and a sum over the value. */
const sums = async (values: { readonly value: Float64Array }): Promise<Map<number, number>> =>
  new Map(
    await sc
      .range(0, 40, 1, 8)
      .map((): [number, number] => {
        let sum = 0
        for (const each of values.value) sum += each
        return [process.pid, sum]
      })
      .collect(),
  )

test('a value of many pieces arrives whole at every executor', async () => {
  const data = Float64Array.from({ length: 100_000 }, (_, index) => index + 0.5)
  const expected = data.reduce((a, b) => a + b, 0)
  const shared = sc.broadcast(data)
  const first = await sums(shared)
  assert.is(first.size, 2)
  assert.ok([...first.values()].every((sum) => sum === expected))
  await shared.unpersist(true)
  const again = await sums(shared)
  assert.ok(
    [...again.values()].every((sum) => sum === expected),
    'fetched once more',
  )
  await shared.destroy(true)
})

test('bytes that compression does not help arrive as well', async () => {
  let seed = 1
  const noise = Uint8Array.from(
    { length: 300_001 },
    () => (seed = (seed * 48_271) % 2_147_483_647) & 255,
  )
  const shared = sc.broadcast(noise)
  const last = await sc
    .range(0, 8, 1, 8)
    .map(() => [shared.value.length, shared.value[300_000]] as const)
    .collect()
  assert.equal([...new Set(last.map(String))], [`300001,${noise[300_000]}`])
})

test.run()
