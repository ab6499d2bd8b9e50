import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { MiniContext } from './mini-context.js'

const test = suite('rdd-core: partitioners of the user')

class ByLength {
  readonly numPartitions: number
  constructor(numPartitions: number) {
    this.numPartitions = numPartitions
  }
  getPartition(key: string): number {
    return key.length % this.numPartitions
  }
  equals(other: unknown): boolean {
    return other instanceof ByLength && other.numPartitions === this.numPartitions
  }
}

const words = (sc: MiniContext) =>
  sc.parallelize(['a', 'bb', 'cc', 'ddd', 'a'], 2).map((word) => [word, 1])
const shuffles = async (rdd: { toDebugString(): Promise<string> }): Promise<number> =>
  ((await rdd.toDebugString()).match(/\+-/g) ?? []).length

test('a partitioner of a class of its own places the keys', async () => {
  const sc = new MiniContext()
  const placed = words(sc).partitionBy(new ByLength(3))
  assert.equal(await placed.keys().glom().collect(), [['ddd'], ['a', 'a'], ['bb', 'cc']])
  const counts = words(sc).reduceByKey((a, b) => a + b, new ByLength(2))
  assert.equal(await counts.glom().collect(), [
    [
      ['bb', 1],
      ['cc', 1],
    ],
    [
      ['a', 2],
      ['ddd', 1],
    ],
  ])
})

test('equals decides whether keys are there already', async () => {
  const sc = new MiniContext()
  const placed = words(sc).partitionBy(new ByLength(3))
  assert.is(await shuffles(placed.partitionBy(new ByLength(3))), 1)
  assert.is(await shuffles(placed.groupByKey(new ByLength(3))), 1)
  assert.is(await shuffles(placed.partitionBy(new ByLength(2))), 2)
  const byObject = { numPartitions: 2, getPartition: () => 1 }
  const once = words(sc).partitionBy(byObject)
  assert.is(await shuffles(once.partitionBy(byObject)), 1)
  assert.is(await shuffles(once.partitionBy({ ...byObject })), 2)
})

test('an answer that is no partition is an error that says so', async () => {
  const sc = new MiniContext()
  for (const answer of [2, -1, 0.5, Number.NaN, undefined]) {
    const wrong = { numPartitions: 2, getPartition: () => answer as number }
    await words(sc)
      .partitionBy(wrong)
      .count()
      .then(
        () => assert.unreachable(),
        (error) =>
          assert.match(
            String(error),
            /getPartition .*from 0 to 1, it answered (2|-1|0.5|NaN|undefined)/,
          ),
      )
  }
})

test('what is no partitioner is refused at the call', () => {
  const sc = new MiniContext()
  assert.throws(() => words(sc).partitionBy({} as never), /getPartition\(key\)/)
  assert.throws(() => words(sc).partitionBy(null as never), /getPartition\(key\)/)
  assert.throws(() => words(sc).partitionBy(new ByLength(0)), /ByLength.*≥ 1/)
})

test('keys are sorted where they are sent, in one shuffle', async () => {
  const sc = new MiniContext()
  const pairs = sc.parallelize([5, 3, 9, 1, 4, 7], 3).map((x) => [x, -x])
  const byParity = { numPartitions: 2, getPartition: (key: number) => key % 2 }
  const sorted = pairs.repartitionAndSortWithinPartitions(byParity)
  assert.equal(await sorted.keys().glom().collect(), [[4], [1, 3, 5, 7, 9]])
  assert.is(await shuffles(sorted), 1)
  const placed = pairs.partitionBy(byParity)
  const inPlace = placed.repartitionAndSortWithinPartitions(byParity, false)
  assert.equal(await inPlace.glom().collect(), [
    [[4, -4]],
    [
      [9, -9],
      [7, -7],
      [5, -5],
      [3, -3],
      [1, -1],
    ],
  ])
  assert.is(await shuffles(inPlace), 1)
})

test('a range of keys is read from the partitions that can have them', async () => {
  const sc = new MiniContext()
  const pairs = sc.range(0, 100, 1, 4).map((x) => [(x * 37) % 100, x])
  for (const ascending of [true, false]) {
    const sorted = pairs.sortByKey(ascending, 10)
    const some = sorted.filterByRange(35, 44)
    const keys = (await some.keys().collect()).sort((a, b) => a - b)
    assert.equal(keys, [35, 36, 37, 38, 39, 40, 41, 42, 43, 44])
    const [few, all] = [await some.getNumPartitions(), await sorted.getNumPartitions()]
    assert.ok(few <= 3 && all >= 8, `${few} of ${all}`)
    assert.equal(await sorted.filterByRange(44, 35).collect(), [])
    assert.is(await sorted.filterByRange(-5, 200).count(), 100)
  }
  assert.is(await pairs.filterByRange(35, 44).count(), 10)
  assert.is(await pairs.filterByRange(35, 44).getNumPartitions(), 4)
})

test.run()
