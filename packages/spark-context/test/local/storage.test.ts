import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SparkConf } from '@firesteel/conf'
import type { BlockUpdated } from '@firesteel/listener-bus'
import { StorageLevel, type StorageLevelName } from '@firesteel/storage-level'
import { suite, tmpDir, until } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { SparkContext } from '../../src/index.js'

const test = suite('persisted datasets in local mode', { timeoutMs: 60_000 })

const withContext = async (
  settings: Readonly<Record<string, string>>,
  run: (sc: SparkContext, localDir: string) => Promise<void>,
): Promise<void> => {
  const localDir = tmpDir()
  const conf = new SparkConf([])
    .setMaster('local[2]')
    .setAppName('storage')
    .set('spark.log.level', 'ERROR')
    .set('spark.local.dir', localDir)
  for (const [name, value] of Object.entries(settings)) conf.set(name, value)
  const sc = new SparkContext(conf)
  try {
    await run(sc, localDir)
  } finally {
    await sc.stop()
  }
}

/** A file with a byte for each partition that is computed. */
const counter = (): { readonly path: string; readonly count: () => number } => {
  const path = join(tmpDir(), 'computed')
  writeFileSync(path, '')
  return { path, count: () => readFileSync(path).length }
}

const kept = (sc: SparkContext, path: string, level: StorageLevel, partitions = 4) =>
  sc
    .range(0, 20_000, 1, partitions)
    .mapPartitions(async (rows) => {
      const { appendFileSync } = await import('node:fs')
      appendFileSync(path, '.')
      return [...rows].map((n) => `row ${n} ${Math.random()}`)
    })
    .persist(level)

const blockFiles = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.startsWith('rdd_'))
    .map((entry) => entry.name)
    .sort()

const LEVELS = Object.keys(StorageLevel).filter((name) => name !== 'NONE') as StorageLevelName[]

test('every level is computed once and forgotten by unpersist, memory and files', () =>
  withContext({}, async (sc, localDir) => {
    const updates: BlockUpdated[] = []
    const unpersisted: number[] = []
    sc.addSparkListener({
      onBlockUpdated: (event) => void updates.push(event),
      onUnpersistRdd: ({ rddId }) => void unpersisted.push(rddId),
    })
    for (const name of LEVELS) {
      const { count, path } = counter()
      const rdd = kept(sc, path, StorageLevel[name])
      const first = await rdd.collect()
      assert.equal(await rdd.collect(), first, name)
      assert.is(await rdd.filter((row) => row.startsWith('row 7 ')).count(), 1)
      assert.is(count(), 4, name)
      const info = (await sc.getRDDStorageInfo()).find((each) => each.rddId === rdd.id)
      assert.is(info?.numCachedPartitions, 4, name)
      assert.is((info?.memoryBytes ?? 0) > 0, StorageLevel[name].useMemory, name)
      const [memory] = (await sc.getExecutorMemoryStatus()).values()
      assert.is((memory?.maxMemory ?? 0) - (memory?.remainingMemory ?? 0), info?.memoryBytes, name)
      const text = await rdd.toDebugString()
      assert.match(text, /CachedPartitions: 4; MemorySize: [\d.]+ \w+; DiskSize: [\d.]+ \w+/, name)
      assert.is(blockFiles(localDir).length, StorageLevel[name].useMemory ? 0 : 4, name)
      await rdd.unpersist(true)
      assert.not.match(await rdd.toDebugString(), 'CachedPartitions')
      assert.equal(blockFiles(localDir), [], name)
      assert.is((await rdd.collect()).length, 20_000)
      await until('the event', () => unpersisted.includes(rdd.id))
    }
    const [first] = updates
    assert.is(first?.blockId.startsWith('rdd_'), true)
    assert.ok((first?.memoryBytes ?? 0) + (first?.diskBytes ?? 0) > 0)
  }))

test('what does not fit in memory goes to disk at levels with disk, and is used all the same without', () =>
  withContext(
    { 'spark.executor.memory': '128m', 'spark.memory.fraction': '0.02' },
    async (sc, localDir) => {
      for (const name of ['MEMORY_AND_DISK', 'MEMORY_AND_DISK_SER'] as const) {
        const { count, path } = counter()
        const rdd = kept(sc, path, StorageLevel[name], 2)
        const big = rdd.flatMap((row) => [
          `${row} a`,
          `${row} b`,
          `${row} c`,
          `${row} d`,
          `${row} e`,
        ])
        const whole = big.persist(StorageLevel[name])
        const first = await whole.collect()
        assert.equal(await whole.collect(), first, name)
        assert.is(count(), 2, name)
        assert.ok(blockFiles(localDir).length > 0, name)
        await rdd.unpersist(true)
        await whole.unpersist(true)
      }
      for (const name of ['MEMORY_ONLY', 'MEMORY_ONLY_SER'] as const) {
        const { count, path } = counter()
        const rdd = kept(sc, path, StorageLevel[name], 1)
          .flatMap((row) => [`${row} a`, `${row} b`, `${row} c`, `${row} d`, `${row} e`])
          .map((row) => row.split(' ')[1] ?? '')
          .persist(StorageLevel[name])
        const first = await rdd.collect()
        assert.is(first.length, 100_000)
        assert.equal(await rdd.collect(), first, name)
        assert.ok(count() >= 1)
        assert.equal(blockFiles(localDir), [], name)
      }
    },
  ))

test('a block on disk and one in shared memory survive the thread that made them', () =>
  withContext({ 'spark.task.maxFailures': '2' }, async (sc) => {
    for (const name of ['DISK_ONLY', 'MEMORY_ONLY_SER'] as const) {
      const { count, path } = counter()
      const rdd = kept(sc, path, StorageLevel[name])
      const first = await rdd.collect()
      await sc
        .range(0, 2, 1, 2)
        .foreach(() => {
          process.exit(7)
        })
        .then(
          () => assert.unreachable(),
          () => {},
        )
      assert.equal(await rdd.collect(), first)
      assert.is(count(), 4, name)
    }
  }))

test('two tasks that want one shared block have it computed once', () =>
  withContext({}, async (sc) => {
    const { count, path } = counter()
    const rdd = kept(sc, path, StorageLevel.MEMORY_ONLY_SER, 1)
    const [one, two] = await Promise.all([rdd.collect(), rdd.map((row) => row).collect()])
    assert.equal(one, two)
    assert.is(count(), 1)
  }))

test('compressed blocks are smaller and the same', () =>
  withContext({ 'spark.rdd.compress': 'true' }, async (sc, localDir) => {
    const rdd = sc
      .range(0, 10_000, 1, 2)
      .map(() => 'the same again')
      .persist(StorageLevel.DISK_ONLY)
    assert.is(await rdd.count(), 10_000)
    assert.equal(new Set(await rdd.collect()), new Set(['the same again']))
    assert.is(blockFiles(localDir).length, 2)
    assert.match(await rdd.toDebugString(), /DiskSize: \d{1,4}\.\d B/)
  }))

test('local directories are gone with the context', async () => {
  let dir = ''
  await withContext({}, async (sc, localDir) => {
    dir = localDir
    await sc.range(0, 10).persist(StorageLevel.DISK_ONLY).count()
    assert.ok(readdirSync(localDir).length > 0)
  })
  assert.ok(existsSync(dir))
  assert.equal(readdirSync(dir), [])
})

test.run()
