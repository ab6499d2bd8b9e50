import { suite } from '@firesteel/testkit'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { compareKeys, sortKeys, sortPairs, sortedOrder } from '../src/index.js'
import { anyKey } from './any-key.js'

const test = suite('keys: sorting')

const lists: Record<string, fc.Arbitrary<unknown[]>> = {
  doubles: fc.array(fc.oneof(fc.double(), fc.integer(), fc.constantFrom(0, -0, Number.NaN))),
  integers: fc.array(fc.integer({ min: -5, max: 5 })),
  'short strings': fc.array(
    fc.string({ unit: fc.constantFrom('a', 'b', '\0', 'ÿ'), maxLength: 3 }),
  ),
  'strings with long common starts': fc.array(
    fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 6 }).map((end) => `http://www/é${end}`),
  ),
  'wide strings': fc.array(fc.string({ unit: 'binary', maxLength: 12 })),
  dates: fc.array(fc.date({ noInvalidDate: false })),
  'numbers and bigint': fc.array(
    fc.oneof(
      fc.bigInt({ min: -4n, max: 4n }),
      fc.bigInt().map((x) => 2n ** 53n + (x % 4n)),
      fc.constantFrom(2 ** 53, Infinity, Number.NaN, 10n ** 400n, -0, 1.5),
    ),
  ),
  booleans: fc.array(fc.boolean()),
  'nothings of two kinds': fc.array(fc.constantFrom(null, undefined)),
  tuples: fc.array(
    fc.tuple(fc.constantFrom(1, 2, 'a'), fc.constantFrom('x', 'y'), fc.integer({ min: 0, max: 9 })),
  ),
  'arrays of any length': fc.array(
    fc.array(fc.oneof(fc.constantFrom(0, 1), fc.array(fc.constantFrom(0, 1), { maxLength: 2 })), {
      maxLength: 3,
    }),
  ),
  'keys of all kinds': fc.array(anyKey),
}

for (const [name, list] of Object.entries(lists)) {
  test(`sorts ${name} as compareKeys says, keeping equal ones in order, both ways`, () => {
    fc.assert(
      fc.property(list, fc.integer({ min: 1, max: 12 }), fc.boolean(), (some, times, ascending) => {
        // Repeated, so that packing is worth it and equal keys are there.
        const keys = Array.from({ length: times }, () => some).flat()
        const values = keys.map((_, index) => index)
        const sign = ascending ? 1 : -1
        const expected = [...values].sort((a, b) => sign * compareKeys(keys[a], keys[b]) || a - b)
        const sorted = sortPairs(keys, values, ascending)
        assert.equal(sorted.values, expected)
        expected.forEach((at, index) => assert.ok(Object.is(sorted.keys[index], keys[at])))
      }),
      { numRuns: 60 },
    )
  })
}

/** The same numbers in [0, 2^32) each time. */
function* randomWords(): Generator<number, never> {
  let state = 1
  for (;;) {
    state = Math.imul(state ^ (state >>> 15), 0x85ebca6b) + 0x6d2b79f5
    yield (state ^ (state >>> 13)) >>> 0
  }
}

for (const [name, keyOf] of [
  ['doubles of one half', (word) => word / 2 ** 32],
  ['doubles of all sizes', (word) => (word - 2 ** 31) * 2 ** ((word % 97) - 40)],
  ['doubles that differ in their last bits', (word) => 1 + (word % 5000) * Number.EPSILON],
  ['few doubles', (word) => (word % 7) / 3],
  ['small integers', (word) => (word % 3000) - 1500],
  ['integers of 32 bits', (word) => word | 0],
  ['integers of 50 bits', (word) => word * 2 ** 18 + (word % 11)],
  ['multiples of 4096', (word) => (word % 100) * 4096],
] satisfies [string, (word: number) => number][]) {
  test(`sorts thousands of ${name}, keeping equal ones in order, both ways`, () => {
    const words = randomWords()
    const keys = Array.from({ length: 6000 }, () => keyOf(words.next().value))
    for (const ascending of [true, false]) {
      const sign = ascending ? 1 : -1
      const expected = keys
        .map((_, index) => index)
        .sort((a, b) => sign * compareKeys(keys[a], keys[b]) || a - b)
      assert.equal([...sortedOrder(keys, ascending)], expected)
      assert.equal([...sortedOrder(Float64Array.from(keys), ascending)], expected)
    }
  })
}

test('refuses cycles among many keys', () => {
  const cycle: unknown[] = []
  cycle.push(cycle)
  assert.throws(() => sortKeys(Array.from({ length: 100 }, () => cycle)), /nested too deeply/)
})

test('sorts thousands of strings that differ late', () => {
  const keys = Array.from({ length: 3000 }, (_, i) => `${'x'.repeat(30)}${(i * 7919) % 3000}`)
  assert.equal(sortKeys(keys), [...keys].sort())
  assert.equal(sortKeys(keys, false), [...keys].sort().reverse())
})

test.run()
