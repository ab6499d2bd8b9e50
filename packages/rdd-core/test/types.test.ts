import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import type { Rdd } from '../src/index.js'
import { MiniContext } from './mini-context.js'

const test = suite('rdd-core: types')

/** Fails to compile unless both are one type. */
const same = <A, B>(_: [A] extends [B] ? ([B] extends [A] ? true : false) : false): void =>
  undefined

test('pairs are inferred without a cast, and widened', async () => {
  const sc = new MiniContext()
  const words = sc.parallelize(['a', 'b'])
  const pairs = words.map((word) => [word, 1])
  same<typeof pairs, Rdd<[string, number]>>(true)
  const counts = pairs.reduceByKey((a, b) => a + b)
  same<typeof counts, Rdd<[string, number]>>(true)
  const nested = counts.map(([word, count]) => [count, [word, count > 1]])
  same<typeof nested, Rdd<[number, (string | boolean)[]]>>(true)
  const flat = words.flatMap((word) => [[word, word.length]])
  same<typeof flat, Rdd<[string, number]>>(true)
  const numbers = words.map((word) => word.length)
  same<typeof numbers, Rdd<number>>(true)
  const split = words.map((word) => word.split(''))
  same<typeof split, Rdd<string[]>>(true)
  const joined = counts.leftOuterJoin(flat)
  same<typeof joined, Rdd<[string, [number, number | undefined]]>>(true)
  assert.is(await counts.count(), 2)
})

test("operators on several datasets keep each one's type", () => {
  const sc = new MiniContext()
  const numbers = sc.parallelize([1, 2])
  const words = sc.parallelize(['a', 'b'])
  const zipped = numbers.zip(words)
  same<typeof zipped, Rdd<[number, string]>>(true)
  const product = words.cartesian(numbers)
  same<typeof product, Rdd<[string, number]>>(true)
  const looked = numbers.mapAsync(async (x) => [x, String(x)])
  same<typeof looked, Rdd<[number, string]>>(true)
  const splits = words.randomSplit([1, 1])
  same<typeof splits, Rdd<string>[]>(true)
  const lines = numbers.pipe('cat')
  same<typeof lines, Rdd<string>>(true)
  const sampled = zipped.sampleByKey(false, new Map([[1, 1]]))
  same<typeof sampled, Rdd<[number, string]>>(true)
})

test('what makes no sense does not compile', () => {
  const sc = new MiniContext()
  const numbers = sc.parallelize([1, 2, 3])
  const pairs = numbers.map((x) => [x, String(x)])
  const byText = numbers.keyBy((x) => String(x))
  const wrong = [
    // @ts-expect-error numbers are no pairs
    () => numbers.reduceByKey((a) => a),
    // @ts-expect-error numbers have no keys
    () => numbers.keys(),
    // @ts-expect-error a merged value must be a value
    () => pairs.reduceByKey((a, b) => a.length + b.length),
    // @ts-expect-error keys of different types never meet
    () => pairs.join(numbers.map((x) => [String(x), x])),
    // @ts-expect-error text has no sum
    () => pairs.values().sum(),
    // @ts-expect-error a flatMap returns something to iterate
    () => numbers.flatMap((x) => x),
    // @ts-expect-error a union is of one type
    () => numbers.union(pairs),
    // @ts-expect-error the function takes the records' type
    () => numbers.map((x: string) => x),
    // @ts-expect-error numbers have no keys to sample by
    () => numbers.sampleByKey(false, { a: 1 }),
    // @ts-expect-error only pairs are subtracted by key
    () => numbers.subtractByKey(pairs),
    // @ts-expect-error bounds are keys
    () => pairs.filterByRange('a', 'b'),
    // @ts-expect-error a split needs numbers
    () => numbers.randomSplit(['1']),
    // @ts-expect-error keys of different types never meet
    () => pairs.cogroup(pairs, byText),
    // @ts-expect-error the zero is of the values' type
    () => numbers.fold('', (a, b) => a + b),
  ]
  assert.is(wrong.length, 14)
})

test('a type guard narrows what filter keeps', () => {
  const sc = new MiniContext()
  const some = sc
    .parallelize<number | undefined>([1, undefined])
    .filter((x): x is number => x !== undefined)
  same<typeof some, Rdd<number>>(true)
  assert.is(some.lineage.op.kind, 'filter')
})

test.run()
