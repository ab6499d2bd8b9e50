import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LocalCluster } from '@firesteel/local-cluster'
import { RpcEnv } from '@firesteel/rpc-core'
import { StorageLevel } from '@firesteel/storage-level'
import { suite, tmpDir, until } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { SparkContext } from '../../src/index.js'
import { aCluster, confFor, isRunning } from './a-cluster.js'

const test = suite('blocks on a cluster', { timeoutMs: 90_000 })
let cluster: LocalCluster

test.before(async () => {
  cluster = await aCluster(2)
})
test.after(() => cluster.stop())

const withContext = async (
  settings: Readonly<Record<string, string>>,
  run: (sc: SparkContext) => Promise<void>,
): Promise<void> => {
  const conf = confFor(cluster, 'blocks', 2)
  for (const [name, value] of Object.entries(settings)) conf.set(name, value)
  const sc = new SparkContext(conf)
  try {
    await sc.ready
    await run(sc)
  } finally {
    await sc.stop()
  }
}

/** A dataset whose computing is counted in a file, a byte for each partition. */
function counted(sc: SparkContext, level: StorageLevel, rows = 4_000) {
  const path = join(tmpDir(), 'computed')
  writeFileSync(path, '')
  const rdd = sc
    .range(0, rows, 1, 4)
    .mapPartitions((values) => {
      appendFileSync(path, '.')
      return [...values].map((n) => `row ${n} ${Math.random()}`)
    })
    .persist(level)
  return { rdd, count: () => readFileSync(path).length }
}

const pidsOf = async (sc: SparkContext): Promise<number[]> => [
  ...new Set(
    await sc
      .range(0, 40, 1, 20)
      .map(() => {
        const until = Date.now() + 20
        while (Date.now() < until);
        return process.pid
      })
      .collect(),
  ),
]

for (const name of ['MEMORY_ONLY_2', 'MEMORY_AND_DISK_SER_2', 'DISK_ONLY_2'] as const) {
  test(`with ${name} the loss of one of two executors costs nothing`, () =>
    withContext({}, async (sc) => {
      const copies = new Map<string, Set<string>>()
      sc.addSparkListener({
        onBlockUpdated: ({ blockId, executorId, memoryBytes, diskBytes }) => {
          if (memoryBytes + diskBytes === 0) return
          copies.set(blockId, (copies.get(blockId) ?? new Set()).add(executorId))
        },
      })
      const { count, rdd } = counted(sc, StorageLevel[name])
      const first = await rdd.collect()
      assert.is(count(), 4)
      await until('each block is twice there', () =>
        [0, 1, 2, 3].every((partition) => copies.get(`rdd_${rdd.id}_${partition}`)?.size === 2),
      )
      const [victim = 0] = await pidsOf(sc)
      process.kill(victim, 'SIGKILL')
      await until('it is gone', () => !isRunning(victim))
      assert.equal(await rdd.collect(), first)
      assert.is(count(), 4)
    }))
}

test('without copies what was lost is computed again, and the rest is not', () =>
  withContext({}, async (sc) => {
    const { count, rdd } = counted(sc, StorageLevel.MEMORY_ONLY_SER)
    assert.is(await rdd.count(), 4_000)
    const [victim = 0] = await pidsOf(sc)
    process.kill(victim, 'SIGKILL')
    await until('it is gone', () => !isRunning(victim))
    assert.is(await rdd.count(), 4_000)
    const times = count()
    assert.ok(times > 4 && times <= 8, `${times}`)
  }))

test('a block of another executor is fetched, into a file when it is long', () =>
  withContext(
    { 'spark.network.maxRemoteBlockSizeFetchToMem': '1k', 'spark.locality.wait': '0' },
    async (sc) => {
      const { count, rdd } = counted(sc, StorageLevel.MEMORY_ONLY_SER)
      const first = await rdd.collect()
      // Both slots take part: what one has is read by the other.
      for (let i = 0; i < 3; i++) assert.equal(await rdd.map((row) => row).collect(), first)
      assert.is(count(), 4)
    },
  ))

/** What an application leaves on its executors: cached rows, map outputs, pieces of a broadcast. */
async function leaveBlocks(sc: SparkContext, whose: string): Promise<readonly string[]> {
  const suffix = sc.broadcast(whose.repeat(1_000))
  const rdd = sc
    .range(0, 100, 1, 4)
    .map((n) => `${whose} ${n} ${suffix.value.length}`)
    .persist(StorageLevel.MEMORY_ONLY_SER)
  for (let round = 0; round < 2; round++) {
    const rows = await rdd.collect()
    assert.is(rows.length, 100)
    assert.ok(rows.every((row) => row.startsWith(whose)))
  }
  const grouped = rdd.map((row): [string, number] => [row, 1]).reduceByKey((a, b) => a + b, 3)
  assert.ok((await grouped.collect()).every(([row]) => row.startsWith(whose)))
  const partitions = [0, 1, 2, 3]
  return [
    ...partitions.map((partition) => `blocks/rdd_${rdd.id}_${partition}`),
    ...partitions.map((map) => `blocks/shuffle_0_${map}_0`),
    ...partitions.map((map) => `blocks/shuffle_0_${map}_0.data`),
    'blocks/taskresult_0',
    'broadcasts/0/0',
  ]
}

test('two applications with the same block names see their own only, and a stranger sees none', async () => {
  const stranger = await RpcEnv.create({ name: 'stranger', clientMode: true })
  const refused = (url: string): Promise<void> =>
    stranger.fetchBytes(url).then(
      () => assert.unreachable(url),
      (error: Error) => assert.match(error.message, 'no process of this application'),
    )
  const ask = async (sc: SparkContext, paths: readonly string[]): Promise<void> => {
    const addresses = [...(await sc.getExecutorMemoryStatus()).keys()]
    assert.is(addresses.length, 2)
    for (const address of addresses) {
      for (const path of paths) {
        const [prefix, ...name] = path.split('/')
        await refused(`spark://${address}/${path}`)
        await refused(`spark://${address}/${prefix}/guess/${name.join('/')}`)
      }
    }
  }
  try {
    await withContext({}, async (sc) => ask(sc, await leaveBlocks(sc, 'mine')))
    await withContext({}, async (sc) => ask(sc, await leaveBlocks(sc, 'theirs')))
  } finally {
    await stranger.shutdown()
  }
})

test.run()
