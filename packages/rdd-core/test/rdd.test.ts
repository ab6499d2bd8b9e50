import { inspect } from 'node:util'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { Rdd } from '../src/index.js'
import { parallelize } from '../src/sources.js'
import { MiniContext } from './mini-context.js'

const test = suite('rdd-core: Rdd')

test('a dataset says what it is and where it was made', () => {
  const sc = new MiniContext()
  const rdd = sc.parallelize([1]).map((x) => x)
  assert.match(String(rdd), /^MapPartitionsRDD\[1\] at map at rdd\.test\.ts:\d+$/)
  assert.match(String(rdd.setName('numbers')), /^numbers MapPartitionsRDD\[1\]/)
  assert.is(rdd.name, 'numbers')
})

test('the lineage is shown as a tree with a branch per shuffle', async () => {
  const sc = new MiniContext()
  const counts = sc
    .parallelize(['a'], 3)
    .map((word) => [word, 1])
    .cache()
    .reduceByKey((a, b) => a + b, 2)
  const lines = (await counts.filter(() => true).toDebugString())
    .split('\n')
    .map((line) => line.replace(/ at .*?( \[.*\])$/, '$1'))
  assert.equal(lines, [
    '(2) MapPartitionsRDD[3] []',
    ' |  ShuffledRDD[2] []',
    ' +-(3) MapPartitionsRDD[1] [Memory Deserialized 1x Replicated]',
    '    |  ParallelCollectionRDD[0] []',
  ])
})

test('the tree carries bars past branches and makes room for large numbers, as Spark does', async () => {
  const sc = new MiniContext()
  const tree = async (rdd: { toDebugString(): Promise<string> }) =>
    (await rdd.toDebugString())
      .split('\n')
      .map((line) => line.replace(/\[\d+\] at (\w+) at .*/, ' $1'))
  const ten = sc.range(0, 40, 1, 10).map((n) => [n, 1])
  assert.equal(await tree(ten.reduceByKey((a, b) => a + b).groupBy(([n]) => n, 3)), [
    '(3) ShuffledRDD groupBy',
    ' +-(10) MapPartitionsRDD groupBy',
    '    |   ShuffledRDD reduceByKey',
    '    +-(10) MapPartitionsRDD map',
    '       |   ParallelCollectionRDD range',
  ])
  const two = sc.parallelize([1], 2)
  assert.equal(await tree(two.subtract(two)), [
    '(2) MapPartitionsRDD subtract',
    ' |  MapPartitionsRDD subtract',
    ' |  SubtractedRDD subtract',
    ' +-(2) MapPartitionsRDD subtract',
    ' |  |  ParallelCollectionRDD parallelize',
    ' +-(2) MapPartitionsRDD subtract',
    '    |  ParallelCollectionRDD parallelize',
  ])
})

test('what an operator is made of bears the name of the operator', async () => {
  const sc = new MiniContext()
  const pairs = sc.parallelize<[string, number]>([['a', 1]], 2)
  for (const [name, rdd] of [
    ['sortBy', pairs.sortBy(([key]) => key)],
    ['repartition', pairs.repartition(3)],
    ['distinct', pairs.distinct()],
    ['join', pairs.join(pairs)],
    ['subtract', pairs.subtract(pairs)],
    ['groupBy', pairs.groupBy(([, n]) => n)],
    ['randomSplit', pairs.randomSplit([1, 1])[0] as typeof pairs],
  ] as const) {
    const lines = (await rdd.toDebugString()).split('\n')
    const own = lines.filter((line) => !line.includes('ParallelCollection'))
    assert.ok(own.length > 0)
    for (const line of own) assert.match(line, new RegExp(` at ${name} at rdd\\.test\\.ts`))
  }
  assert.is(sc.textFile('/data/words.txt').name, '/data/words.txt')
})

test('a dataset says what it comes from, and where it is best computed', async () => {
  const sc = new MiniContext()
  const placed = new Rdd<string>(
    sc,
    parallelize(sc, ['a', 'b'], { locations: [['one'], ['two', 'three']] }),
  )
  assert.is(await placed.getNumPartitions(), 2)
  assert.equal(await placed.preferredLocations(1), ['two', 'three'])
  const counted = placed.map((word) => [word, 1]).reduceByKey((a, b) => a + b)
  assert.equal(await counted.dependencies(), [{ kind: 'shuffle', rddId: 1 }])
  assert.equal(await counted.mapValues((n) => n).dependencies(), [{ kind: 'narrow', rddId: 2 }])
  assert.throws(() => parallelize(sc, ['a'], { locations: [] }), /locations of each element/)
})

test('mistakes of the caller are told at the call', () => {
  const sc = new MiniContext()
  const rdd = sc.parallelize([1])
  assert.throws(() => rdd.map(1 as never), /map takes a function/)
  assert.throws(() => rdd.repartition(0), /repartition needs a whole number of partitions ≥ 1/)
  assert.throws(() => sc.parallelize([1], 0), /parallelize needs/)
  assert.throws(() => sc.range(0, 1, 0), /step other than 0/)
  assert.throws(() => sc.textFile(''), /needs a path/)
  assert.throws(() => rdd.map(async (x) => x as never), /async.*mapPartitions/)
})

test('a closure that can never travel is refused at the call, with its place', () => {
  const rdd = new MiniContext().parallelize([1])
  const outer = {
    factor: 2,
    call() {
      return rdd.map((x) => x * this.factor)
    },
  }
  assert.throws(() => outer.call(), /this/)
})

test('console.log shows a dataset by its name and a StatCounter by its figures', async () => {
  const sc = new MiniContext()
  const numbers = sc.parallelize([1, 2, 3]).setName('numbers')
  assert.match(inspect(numbers), /^numbers ParallelCollectionRDD\[0\] at /)
  assert.match(inspect({ stats: await numbers.stats() }), /StatCounter \(count: 3, mean: 2\.000000/)
})

test.run()
