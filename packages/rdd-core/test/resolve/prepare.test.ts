import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { dependenciesOf, prepare } from '../../src/index.js'
import { MiniContext } from '../mini-context.js'

const test = suite('rdd-core: prepare')
const pairsOf = (sc: MiniContext, slices: number) =>
  sc.parallelize([1, 2, 3], slices).map((x) => [x, x])

test('building a dataset runs nothing and waits for nothing', () => {
  const sc = new MiniContext(new Promise(() => undefined))
  sc.textFile('/nowhere')
    .map((line) => [line.length, 1])
    .sortByKey()
    .join(pairsOf(sc, 2))
    .zipWithIndex()
  assert.equal(sc.jobs, [])
})

test('numbers of partitions wait for the cluster', async () => {
  const sc = new MiniContext(Promise.resolve(5))
  assert.is(await sc.parallelize([1, 2]).getNumPartitions(), 5)
  assert.is(
    await sc
      .range(10)
      .map((x) => x)
      .getNumPartitions(),
    5,
  )
})

test('a shuffle without a wish has as many partitions as its largest parent', async () => {
  const sc = new MiniContext()
  assert.is(
    await pairsOf(sc, 7)
      .reduceByKey((a) => a)
      .getNumPartitions(),
    7,
  )
  assert.is(await pairsOf(sc, 2).join(pairsOf(sc, 5)).getNumPartitions(), 5)
  sc.configuredParallelism = 3
  assert.is(await pairsOf(sc, 7).groupByKey().getNumPartitions(), 3)
})

test('an existing partitioner is used unless it is far too small', async () => {
  const sc = new MiniContext()
  const placed = (slices: number) => pairsOf(sc, 2).partitionBy(slices)
  assert.is(await placed(4).join(pairsOf(sc, 39)).getNumPartitions(), 4)
  assert.is(await placed(4).join(pairsOf(sc, 41)).getNumPartitions(), 41)
  assert.is(await placed(4).join(placed(6)).getNumPartitions(), 6)
})

test('map loses the partitioner, filter and mapValues keep it', async () => {
  const sc = new MiniContext()
  const placed = pairsOf(sc, 2).partitionBy(4)
  const kind = async (rdd: { partitioner(): Promise<unknown> }) =>
    (await rdd.partitioner()) === undefined ? 'none' : 'hash'
  const kept = placed
    .filter(() => true)
    .mapValues((x) => x)
    .flatMapValues((x) => [x])
  assert.is(await kind(kept), 'hash')
  assert.is(await kind(placed.map((x) => x)), 'none')
  assert.is(await kind(placed.mapPartitions((x) => x)), 'none')
  assert.is(await kind(placed.mapPartitions((x) => x, true)), 'hash')
  assert.is(await kind(placed.coalesce(2)), 'none')
})

test('a dataset that joins itself is shuffled once', async () => {
  const sc = new MiniContext()
  const rdd = pairsOf(sc, 3)
  const joined = rdd.join(rdd)
  await prepare(joined.lineage, sc)
  const cogroup = joined.lineage.parents[0]
  assert.ok(cogroup !== undefined)
  const [left, right] = dependenciesOf(cogroup)
  assert.is(left, right)
})

test('a sort samples its keys once, as the first step of the first action', async () => {
  const sc = new MiniContext()
  const sorted = sc.range(0, 100, 1, 4).sortBy((x) => -x)
  assert.equal(sc.jobs, [])
  await Promise.all([sorted.getNumPartitions(), sorted.partitioner()])
  await sorted.count()
  await sorted.first()
  assert.equal(sc.jobs.map(({ action }) => action).sort(), ['count', 'sampleKeys', 'take'])
})

test('a partition that holds nearly everything is sampled again, larger', async () => {
  const sc = new MiniContext()
  const uneven = sc
    .range(0, 40, 1, 20)
    .flatMap((x) => (x === 39 ? Array.from({ length: 20_000 }, (_, i) => i + 1_000) : [x]))
  const sorted = uneven.sortBy((x) => x, true, 10)
  const sizes = await sorted.mapPartitions((rows) => [[...rows].length]).collect()
  assert.equal(
    sc.jobs
      .filter(({ action }) => action === 'sampleKeys')
      .map(({ partitions }) => partitions.length),
    [20, 1],
  )
  assert.ok(sizes.length >= 9 && Math.max(...sizes) < 4_000, String(sizes))
})

test('one partition needs no sample', async () => {
  const sc = new MiniContext()
  await sc
    .parallelize([2, 1], 3)
    .sortBy((x) => x, true, 1)
    .collect()
  assert.equal(
    sc.jobs.map(({ action }) => action),
    ['collect'],
  )
})

test('indexes count all partitions but the last', async () => {
  const sc = new MiniContext()
  const rows = await sc.parallelize(['a', 'b', 'c'], 3).zipWithIndex().collect()
  assert.equal(rows, [
    ['a', 0],
    ['b', 1],
    ['c', 2],
  ])
  assert.equal(sc.jobs[0], { action: 'count', partitions: [0, 1] })
})

test('take asks one partition first, then four times as many, then as many as it guesses', async () => {
  const sc = new MiniContext()
  await sc
    .range(0, 100, 1, 100)
    .filter((x) => x > 3)
    .take(10)
  assert.equal(
    sc.jobs.map(({ partitions }) => [partitions[0], partitions.length]),
    [
      [0, 1],
      [1, 4],
      [5, 20],
    ],
  )
})

test('a lineage of twenty thousand steps is prepared without recursion', async () => {
  const sc = new MiniContext()
  let rdd = sc.parallelize([1], 1)
  const same = (x: number) => x
  for (let i = 0; i < 20_000; i++) rdd = rdd.map(same)
  assert.is(await rdd.getNumPartitions(), 1)
  assert.equal(await rdd.collect(), [1])
})

test.run()
