import { readdirSync } from 'node:fs'
import { FIDELITY_CASES } from '@firesteel/serializer/compliance'
import { StorageLevel, type StorageLevelName } from '@firesteel/storage-level'
import { suite, tmpDir } from '@firesteel/testkit'
import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { OneProcess } from './one-process.js'

const test = suite('task: persisted partitions', { timeoutMs: 60_000 })

const KEPT = Object.keys(StorageLevel).filter((name) => name !== 'NONE') as StorageLevelName[]

/** Counts how often partitions are computed; the counter lives outside of any closure. */
const counters = globalThis as { computed?: number }
const computed = (): number => counters.computed ?? 0

for (const name of KEPT) {
  const level = StorageLevel[name]
  test(`${name} computes each partition once and gives the same rows again`, async () => {
    const sc = new OneProcess(tmpDir())
    counters.computed = 0
    const rdd = sc
      .range(0, 5_000, 1, 2)
      .mapPartitions((rows) => {
        const global = globalThis as { computed?: number }
        global.computed = (global.computed ?? 0) + 1
        return [...rows].map((n) => ({ n, text: `row ${n}`, random: Math.random() }))
      })
      .persist(level)
    const first = await rdd.collect()
    assert.is(first.length, 5_000)
    assert.equal(await rdd.collect(), first)
    assert.equal(await rdd.map((row) => row.n).sum(), (5_000 * 4_999) / 2)
    assert.is(computed(), 2)
    const { heap, runs, files, replicated } = sc.blocks
    const where = level.deserialized && level.useMemory ? heap : level.useMemory ? runs : files
    assert.is(where.size, 2)
    assert.is(heap.size + runs.size + files.size, 2)
    assert.is(replicated.length, level.replication > 1 ? 2 : 0)
  })
}

test('rows of every kind survive every level, compressed or not', async () => {
  const rows = FIDELITY_CASES.map(({ make }) => make())
  const check = (back: readonly unknown[], what: string): void => {
    assert.is(back.length, FIDELITY_CASES.length, what)
    FIDELITY_CASES.forEach((each, index) => each.check(back[index]))
  }
  for (const compressBlocks of [false, true]) {
    for (const name of KEPT) {
      const sc = new OneProcess(tmpDir(), undefined, 2 ** 30, { compressBlocks })
      const rdd = sc.parallelize(rows, 3).persist(StorageLevel[name])
      check(await rdd.collect(), `${name} first`)
      check(await rdd.collect(), `${name} again`)
    }
  }
})

test('groups that are on disk are not kept in the heap, and are there for the next job all the same', async () => {
  for (const level of [StorageLevel.MEMORY_ONLY, StorageLevel.MEMORY_AND_DISK]) {
    const sc = new OneProcess(tmpDir(), undefined, 2 ** 22)
    const groups = sc
      .range(0, 60_000, 1, 1)
      .map((n): [string, string] => ['hot', `value ${n} with some more text to it`])
      .groupByKey(1)
      .persist(level)
    for (let job = 0; job < 2; job++) {
      const [count] = await groups.map(([, values]) => [...values].length).collect()
      assert.is(count, 60_000)
      if (job > 0) continue
      assert.ok(sc.outcomes.some(({ metrics }) => metrics.diskBytesSpilled > 0))
      assert.is(sc.blocks.heap.size, 0)
      assert.is(sc.blocks.files.size, level.useDisk ? 1 : 0)
    }
  }
})

test('whatever fits of memory, every row is computed once a job and none is lost', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...KEPT),
      fc.integer({ min: 0, max: 400_000 }),
      fc.integer({ min: 0, max: 400_000 }),
      fc.array(fc.integer({ min: 0, max: 6_000 }), { minLength: 1, maxLength: 4 }),
      async (name, heapBytes, sharedBytes, sizes) => {
        const sc = new OneProcess(tmpDir(), undefined, heapBytes, { sharedBytes })
        const level = StorageLevel[name]
        const kept = sc
          .parallelize(sizes, sizes.length)
          .flatMap((size) =>
            Array.from({ length: size }, (_, i) => {
              const global = globalThis as { computed?: number }
              global.computed = (global.computed ?? 0) + 1
              return `${size} of ${i}`
            }),
          )
          .persist(level)
        const expected = sizes.flatMap((size) =>
          Array.from({ length: size }, (_, i) => `${size} of ${i}`),
        )
        counters.computed = 0
        assert.equal(await kept.collect(), expected)
        assert.is(computed(), expected.length, 'computed once')
        assert.ok(sc.memory.use().storageBytes <= heapBytes)
        assert.ok(sc.blocks.memory.usedBytes <= sharedBytes)
        assert.equal(await kept.collect(), expected)
        if (level.useDisk) assert.is(computed(), expected.length, 'kept on disk')
        await kept.unpersist()
        assert.is(sc.memory.use().storageBytes, 0, 'nothing stays reserved')
        const shared = [...sc.blocks.runs.values()].flat()
        assert.is(
          sc.blocks.memory.usedBytes,
          shared.reduce((sum, run) => sum + run.length, 0),
        )
      },
    ),
    { numRuns: 60 },
  )
})

test('an evicted block of rows goes to disk when its level has disk, and comes back', async () => {
  const sc = new OneProcess(tmpDir(), undefined, 700_000)
  const make = (seed: number) =>
    sc
      .range(0, 5_000, 1, 1)
      .map((n) => `row ${n} of dataset ${seed} ${Math.random()}`)
      .persist(StorageLevel.MEMORY_AND_DISK)
  const one = make(1)
  const first = await one.collect()
  assert.equal([...sc.blocks.heap.keys()], [`rdd_${one.id}_0`])
  const two = make(2)
  const second = await two.collect()
  assert.equal([...sc.blocks.heap.keys()], [`rdd_${two.id}_0`])
  assert.equal([...sc.blocks.files.keys()], [`rdd_${one.id}_0`])
  assert.equal(await one.collect(), first)
  assert.equal(await two.collect(), second)
})

test('a block that is read by a task is not driven out by what the task keeps', async () => {
  const sc = new OneProcess(tmpDir(), undefined, 700_000)
  const base = sc.range(0, 5_000, 1, 1).map((n) => `a row that takes room ${n} ${Math.random()}`)
  const kept = base.persist(StorageLevel.MEMORY_ONLY)
  const rows = await kept.collect()
  const derived = kept.map((row) => `${row}!`).persist(StorageLevel.MEMORY_ONLY)
  assert.equal(
    await derived.collect(),
    rows.map((row) => `${row}!`),
  )
  assert.equal([...sc.blocks.heap.keys()], [`rdd_${kept.id}_0`])
  assert.ok(/Not enough space to cache rdd_\d+_0 in memory/.test(sc.blocks.givenUp.join()))
})

test('a task that fails half way keeps nothing and leaves no file', async () => {
  for (const name of KEPT) {
    const dir = tmpDir()
    const sc = new OneProcess(dir, undefined, 50_000, { sharedBytes: 50_000 })
    const rdd = sc
      .range(0, 20_000, 1, 1)
      .map((n) => {
        if (n === 19_000) throw new Error('half way')
        return `row ${n}`
      })
      .persist(StorageLevel[name])
    await rdd.collect().then(
      () => assert.unreachable(),
      (error: Error) => assert.match(error.message, 'half way'),
    )
    assert.is(sc.memory.use().storageBytes + sc.blocks.memory.usedBytes, 0, name)
    const files = readdirSync(dir, { recursive: true, withFileTypes: true })
    assert.equal(
      files.filter((entry) => entry.isFile()),
      [],
      name,
    )
  }
})

test('a group that was put on disk by the task that made it can be read from the cache by others', async () => {
  for (const name of ['MEMORY_ONLY', 'MEMORY_ONLY_SER', 'DISK_ONLY'] as const) {
    const sc = new OneProcess(tmpDir(), undefined, 6 << 20)
    const groups = sc
      .range(0, 120_000, 1, 2)
      .map((n): [string, string] => ['one key', `value ${n}`])
      .groupByKey(1)
      .persist(StorageLevel[name])
    const lengths = () => groups.map(([, values]) => [...values].length).collect()
    assert.equal(await lengths(), [120_000], name)
    assert.equal(await lengths(), [120_000], name)
  }
})

test.run()
