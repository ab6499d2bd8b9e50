import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { MiniContext } from './mini-context.js'

const test = suite('rdd-core: vertical')

test('words are counted', async () => {
  const sc = new MiniContext()
  const counts = await sc
    .parallelize(['a b a', 'b c', '', 'a'], 3)
    .flatMap((line) => line.split(' '))
    .filter((word) => word !== '')
    .map((word) => [word, 1])
    .reduceByKey((a, b) => a + b)
    .collect()
  assert.equal(
    new Map(counts),
    new Map([
      ['a', 3],
      ['b', 2],
      ['c', 1],
    ]),
  )
})

test('a range is counted and summed', async () => {
  const sc = new MiniContext()
  const numbers = sc
    .range(0, 10_000, 3, 4)
    .map((x) => x * 2)
    .filter((x) => x % 4 === 0)
  assert.is(await numbers.count(), 1667)
  assert.equal(await sc.range(10, 0, -3).collect(), [10, 7, 4, 1])
})

test('a promise is no answer: filter and foreach refuse it instead of forgetting it', async () => {
  const sc = new MiniContext()
  const numbers = sc.parallelize([1, 2, 3])
  const later = (x: number): boolean => Promise.resolve(x > 1) as unknown as boolean
  for (const wrong of [numbers.filter(later).collect(), numbers.foreach(later)]) {
    await wrong.then(
      () => assert.unreachable(),
      (error) => assert.match(String(error), /returned a promise, which nobody would wait for/),
    )
  }
  const truthy = (x: number): boolean => (x > 1 ? 'yes' : '') as unknown as boolean
  assert.equal(await numbers.filter(truthy).collect(), [2, 3])
})

test('operators by key name who made what is no pair', async () => {
  const sc = new MiniContext()
  for (const [made, shown] of [
    [7, '7'],
    ['text', "'text'"],
    [{ key: 1 }, '{ key: 1 }'],
    [null, 'null'],
    [undefined, 'undefined'],
  ] as const) {
    const rdd = sc.range(0, 4, 1, 2).map(() => made as never as [number, number])
    for (const wrong of [
      rdd.reduceByKey((a, b) => a + b),
      rdd.groupByKey(),
      rdd.partitionBy(2),
      rdd.mapPartitions((rows) => rows, true).cogroup(rdd),
      rdd.keys(),
      rdd.values(),
      rdd.mapValues((value) => value),
      rdd.flatMapValues((value) => [value]),
      rdd.sortByKey(),
      rdd.subtractByKey(rdd),
      rdd.filterByRange(0, 9),
      rdd.sampleByKey(false, new Map([[0, 0.5]])),
      { count: () => rdd.countByKey() },
      { count: () => rdd.collectAsMap() },
      { count: () => rdd.lookup(0) },
      { count: () => rdd.reduceByKeyLocally((a, b) => a + b) },
    ]) {
      await wrong.count().then(
        () => assert.unreachable(),
        (error) => {
          assert.match(
            String(error),
            /(map|mapPartitions|filterByRange) at .*need pairs \[key, value\]/,
          )
          assert.ok(String(error).includes(shown), String(error))
        },
      )
    }
  }
  const undefinedKey = sc.range(0, 4).map((x) => [undefined, x])
  assert.equal(await undefinedKey.reduceByKey((a, b) => a + b).collect(), [[undefined, 6]])
})

test('what is no dataset is refused where a dataset is needed, and shown', () => {
  const pairs = new MiniContext().range(0, 4).map((x) => [x, x])
  for (const given of [undefined, null, [1, 2], { lineage: 1 }]) {
    const other = given as never as typeof pairs
    for (const call of [
      () => pairs.union(other),
      () => pairs.join(other),
      () => pairs.fullOuterJoin(other),
      () => pairs.cartesian(other),
      () => pairs.zip(other),
      () => pairs.subtract(other),
      () => pairs.intersection(other),
      () => pairs.subtractByKey(other),
    ]) {
      assert.throws(
        call,
        /takes datasets, and was given (undefined|null|\[ 1, 2 \]|\{ lineage: 1 \});/,
      )
    }
  }
})

test.run()
