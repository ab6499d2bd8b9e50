import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { SparkConf } from '@firesteel/conf'
import { hasCode } from '@firesteel/errors'
import { suite, tmpDir } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { SparkContext } from '../../src/index.js'

const test = suite('checkpoints on local[2]', { timeoutMs: 20_000 })
const dir = tmpDir()
let sc: SparkContext

test.before(() => {
  sc = new SparkContext(new SparkConf([]).setMaster('local[2]').setAppName('checkpoints'))
})
test.after(() => sc.stop())

const rejectionOf = async (promise: Promise<unknown>): Promise<Error> => {
  try {
    await promise
  } catch (error) {
    return error as Error
  }
  throw new Error('expected a rejection')
}

class Point {
  readonly x: number
  constructor(x: number) {
    this.x = x
  }
  get double(): number {
    return this.x * 2
  }
}

test('need a directory first', () => {
  try {
    sc.range(0, 3).checkpoint()
    assert.unreachable()
  } catch (error) {
    assert.ok(hasCode(error, 'RDD_CHECKPOINT_DIR'))
  }
})

test('are written after the first job, and then nothing is behind them', async () => {
  sc.setCheckpointDir(dir)
  const rdd = sc
    .range(0, 20, 1, 4)
    .map((n): [number, number] => [n % 3, n])
    .reduceByKey((a, b) => a + b, 2)
  const above = rdd.mapValues((n) => n + 1)
  rdd.checkpoint()
  assert.equal([rdd.isCheckpointed, rdd.getCheckpointFile()], [false, undefined])
  const before = await above.sortByKey().collect()
  assert.is(rdd.isCheckpointed, true)
  const files = readdirSync(rdd.getCheckpointFile() ?? '').sort()
  assert.equal(files, ['_partitioner', 'part-00000', 'part-00001'])
  assert.equal(await above.sortByKey().collect(), before)
  assert.is((await above.toDebugString()).split('\n').length, 2)
  assert.is((await rdd.partitioner())?.numPartitions, 2)
})

test('keep every kind of record, and instances their class', async () => {
  const rdd = sc.parallelize([new Point(1), new Point(2)], 2).map((point) => new Point(point.x + 1))
  rdd.checkpoint()
  assert.is(await rdd.count(), 2)
  assert.is(rdd.isCheckpointed, true)
  assert.equal(await rdd.map((point) => point.double).collect(), [4, 6])
  assert.ok((await rdd.first()) instanceof Point)
})

test('whose part is gone fail with its name', async () => {
  const rdd = sc.range(0, 10, 1, 2).map((n) => n * 2)
  rdd.checkpoint()
  await rdd.count()
  const part = join(rdd.getCheckpointFile() ?? '', 'part-00001')
  rmSync(part)
  const failure = await rejectionOf(rdd.collect())
  assert.ok(failure.message.includes(part), failure.message)
})

test('wait for jobs that were planned before', async () => {
  const rdd = sc.range(0, 8, 1, 8).map((n) => n * 3)
  rdd.checkpoint()
  const both = await Promise.all([
    rdd.count(),
    rdd.map((n) => n).collect(),
    rdd.filter((n) => n > 3).count(),
  ])
  assert.equal(both, [8, [0, 3, 6, 9, 12, 15, 18, 21], 6])
  assert.is(rdd.isCheckpointed, true)
  assert.equal(await rdd.collect(), [0, 3, 6, 9, 12, 15, 18, 21])
})

test('of all that is marked, or of the nearest', async () => {
  const chain = () => {
    const below = sc.range(0, 4, 1, 2).map((n) => n + 1)
    const above = below.map((n) => n + 1)
    below.checkpoint()
    above.checkpoint()
    return { below, above }
  }
  const nearest = chain()
  await nearest.above.count()
  assert.equal([nearest.below.isCheckpointed, nearest.above.isCheckpointed], [false, true])
  sc.setLocalProperty('spark.checkpoint.checkpointAllMarkedAncestors', 'true')
  const all = chain()
  await all.above.count()
  sc.setLocalProperty('spark.checkpoint.checkpointAllMarkedAncestors', undefined)
  assert.equal([all.below.isCheckpointed, all.above.isCheckpointed], [true, true])
  assert.equal(await all.above.collect(), [2, 3, 4, 5])
})

test('of a local kind live in the blocks, and are lost with them', async () => {
  const rdd = sc
    .range(0, 10, 1, 2)
    .map((n) => n * 2)
    .localCheckpoint()
  assert.is(await rdd.count(), 10)
  assert.is(rdd.isCheckpointed, true)
  assert.is(rdd.getCheckpointFile(), undefined)
  assert.equal(await rdd.take(2), [0, 2])
  await rdd.unpersist(true)
  const failure = await rejectionOf(rdd.count())
  assert.match(failure.message, /Checkpoint block rdd_\d+_\d+ not found/)
})

test('and shuffles behind a dataset can be removed: it is computed anew', async () => {
  const rdd = sc.range(0, 20, 1, 4).groupBy((n) => n % 3, 2)
  assert.is(await rdd.count(), 3)
  await rdd.cleanShuffleDependencies(true)
  assert.is(await rdd.count(), 3)
})

test('are compressed when that is set', async () => {
  await sc.stop()
  const conf = new SparkConf([]).setMaster('local[2]').setAppName('compressed')
  sc = new SparkContext(conf.set('spark.checkpoint.compress', true))
  sc.setCheckpointDir(dir)
  const rdd = sc.range(0, 5_000, 1, 1).map(() => 'the same text again and again')
  rdd.checkpoint()
  assert.is(await rdd.count(), 5_000)
  assert.ok(existsSync(join(rdd.getCheckpointFile() ?? '', 'part-00000')))
  assert.is(await rdd.distinct().count(), 1)
})

test.run()
