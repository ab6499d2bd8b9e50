import { compareKeys, keysEqual } from '@firesteel/keys'
import { suite } from '@firesteel/testkit'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { MiniContext } from '../mini-context.js'
import { MiniMemory } from '../mini-memory.js'

const test = suite('rdd-core: joins')

type Pair = [unknown, number]
type Joined = readonly [unknown, readonly [number | undefined, number | undefined]]

const contextWith = (limit: number): MiniContext => {
  const context = new MiniContext()
  context.memory = new MiniMemory(limit)
  return context
}

const key = fc.oneof(
  fc.integer({ min: 0, max: 6 }),
  fc.constantFrom(0.5, Number.NaN, 'a', 'b', null, undefined, 1n),
  fc.tuple(fc.integer({ min: 0, max: 1 }), fc.constantFrom('x', 'y')),
)
const side = fc.array(fc.tuple(key, fc.integer({ min: 0, max: 99 })), { maxLength: 40 })

/** Every pair with every pair, as the words of the four joins have it. */
function naive(left: readonly Pair[], right: readonly Pair[], outer: string): Joined[] {
  const all: Joined[] = []
  for (const [k, v] of left) {
    const partners = right.filter(([other]) => keysEqual(other, k))
    for (const [, w] of partners) all.push([k, [v, w]])
    const keeps = outer === 'leftOuterJoin' || outer === 'fullOuterJoin'
    if (keeps && partners.length === 0) all.push([k, [v, undefined]])
  }
  if (outer === 'rightOuterJoin' || outer === 'fullOuterJoin') {
    for (const [k, w] of right) {
      if (!left.some(([other]) => keysEqual(other, k))) all.push([k, [undefined, w]])
    }
  }
  return all
}

const inOrder = (all: readonly Joined[]): Joined[] => [...all].sort(compareKeys)

for (const name of ['join', 'leftOuterJoin', 'rightOuterJoin', 'fullOuterJoin'] as const) {
  test(`${name} gives what looking at every two pairs does, whatever there is of memory`, async () => {
    await fc.assert(
      fc.asyncProperty(
        side,
        side,
        fc.constantFrom(0, Number.POSITIVE_INFINITY),
        fc.constantFrom('shuffled', 'one placed', 'both placed', 'cached'),
        async (left, right, limit, how) => {
          const context = contextWith(limit)
          const places = <T>(pairs: T, placed: boolean): T =>
            placed ? ((pairs as { partitionBy(n: number): T }).partitionBy(2) as T) : pairs
          const a = places(context.parallelize<Pair>(left, 3), how !== 'shuffled')
          const b = places(context.parallelize<Pair>(right, 2), how.startsWith('both'))
          if (how === 'cached') a.cache()
          const joined = a[name](b as never, 2) as unknown as { collect(): Promise<Joined[]> }
          assert.equal(inOrder(await joined.collect()), inOrder(naive(left, right, name)))
        },
      ),
      { numRuns: 60 },
    )
  })
}

test('a join with itself, and a join that is read twice', async () => {
  const context = new MiniContext()
  const pairs = context.parallelize<Pair>(
    [
      ['a', 1],
      ['a', 2],
      ['b', 3],
    ],
    2,
  )
  const own = pairs.join(pairs)
  assert.equal(
    inOrder((await own.collect()) as Joined[]),
    inOrder(
      naive(
        [
          ['a', 1],
          ['a', 2],
          ['b', 3],
        ],
        [
          ['a', 1],
          ['a', 2],
          ['b', 3],
        ],
        'join',
      ),
    ),
  )
  assert.is(await own.union(own).count(), 10)
})

test('goes to disk when there is no memory for the right side', async () => {
  const context = contextWith(0)
  const left = Array.from({ length: 12_000 }, (_, i): Pair => [i % 10 === 0 ? 'many' : i, i])
  const right = Array.from({ length: 6_000 }, (_, i): Pair => [i % 3000 === 0 ? 'many' : i * 2, i])
  const joined = context.parallelize(left, 2).join(context.parallelize(right, 2))
  const all = (await joined.collect()) as Joined[]
  assert.equal(inOrder(all), inOrder(naive(left, right, 'join')))
  assert.ok(context.metrics.diskBytesSpilled > 0)
  assert.is(context.memory.used, 0)
})

test('a right side that fits leaves nothing on disk and no memory taken', async () => {
  const context = contextWith(64 << 20)
  const pairs = Array.from({ length: 5_000 }, (_, i): Pair => [i, i])
  const joined = context.parallelize(pairs, 2).join(context.parallelize(pairs, 3))
  assert.is(await joined.count(), 5_000)
  assert.is(context.metrics.diskBytesSpilled, 0)
  assert.is(context.memory.used, 0)
})

for (const limit of [0, Number.POSITIVE_INFINITY]) {
  test(`a key's pairs come left value by left value, with ${limit === 0 ? 'no' : 'all the'} memory`, async () => {
    const context = contextWith(limit)
    const left = context.parallelize<Pair>(
      [
        ['a', 1],
        ['b', 0],
        ['a', 2],
      ],
      1,
    )
    const right = context.parallelize<Pair>(
      [
        ['a', 8],
        ['c', 5],
        ['a', 9],
      ],
      1,
    )
    for (const name of ['join', 'leftOuterJoin', 'rightOuterJoin', 'fullOuterJoin'] as const) {
      const pairs = (await left[name](right as never, 1).collect()) as unknown as Joined[]
      assert.equal(
        pairs.filter(([k]) => k === 'a').map(([, both]) => both),
        [
          [1, 8],
          [1, 9],
          [2, 8],
          [2, 9],
        ],
      )
    }
  })
}

test('refuses on either side what cannot be a key', async () => {
  const context = new MiniContext()
  const good = context.parallelize<Pair>([[1, 1]], 1)
  const bad = context.parallelize<Pair>([[new Map(), 1]], 1)
  for (const joined of [good.join(bad, 1), bad.join(good, 1)]) {
    await joined.collect().then(
      () => assert.unreachable(),
      (error: Error) => assert.match(error.message, /cannot be a key/),
    )
  }
})

test.run()
