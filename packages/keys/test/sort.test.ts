import { suite } from '@firesteel/testkit'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { compareKeys, sortKeys, sortPairs } from '../src/index.js'
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

test('sorts thousands of strings that differ late', () => {
  const keys = Array.from({ length: 3000 }, (_, i) => `${'x'.repeat(30)}${(i * 7919) % 3000}`)
  assert.equal(sortKeys(keys), [...keys].sort())
  assert.equal(sortKeys(keys, false), [...keys].sort().reverse())
})

test.run()
