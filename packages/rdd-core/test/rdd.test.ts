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
  assert.match(String(rdd), /^map\[1\] at map at rdd\.test\.ts:\d+$/)
  assert.match(String(rdd.setName('numbers')), /^numbers map\[1\]/)
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
    '(2) filter[3] []',
    ' |  reduceByKey[2] []',
    ' +-(3) map[1] [Memory Deserialized 1x Replicated]',
    '     |  parallelize[0] []',
  ])
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
  assert.match(inspect(numbers), /^numbers parallelize\[0\] at /)
  assert.match(inspect({ stats: await numbers.stats() }), /StatCounter \(count: 3, mean: 2\.000000/)
})

test.run()
