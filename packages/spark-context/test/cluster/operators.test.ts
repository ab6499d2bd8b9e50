import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import type { LocalCluster } from '@firesteel/local-cluster'
import { operatorCompliance } from '@firesteel/rdd-core/compliance'
import { suite, tmpDir, until } from '@firesteel/testkit'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { SparkContext } from '../../src/index.js'
import { aCluster, confFor } from './a-cluster.js'

const test = suite('operators on a cluster', { timeoutMs: 60_000 })
const dir = tmpDir()
let cluster: LocalCluster
let sc: SparkContext

test.before(async () => {
  cluster = await aCluster(2)
  // As if the executors were on two machines: every block of the other goes over the network.
  const conf = confFor(cluster, 'operators', 2).set('spark.shuffle.readHostLocalDisk', false)
  sc = new SparkContext(conf)
})
test.after(async () => {
  await sc.stop()
  await cluster.stop()
})

operatorCompliance({
  test,
  assert,
  fc,
  context: () => sc,
  dir: () => mkdtempSync(join(dir, 'd-')),
  runs: 3,
})

test('and the blocks did go over the network', async () => {
  let remoteBytes = 0
  const stopListening = sc.addSparkListener({
    onTaskEnd: ({ metrics }) => {
      remoteBytes += metrics?.shuffleReadRemoteBytes ?? 0
    },
  })
  const pairs = sc.range(0, 1_000, 1, 8).map((n): [number, number] => [n, n])
  assert.is(await pairs.groupByKey(8).count(), 1_000)
  await until('task ends are told', () => remoteBytes > 0)
  stopListening()
})

test.run()
