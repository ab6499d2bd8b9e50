import { compareKeys, sortKeys } from '@firesteel/keys'
import { suite } from '@firesteel/testkit'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { rangeTarget } from '../src/range-target.js'

const test = suite('rdd-core: ranges')

const number = fc.oneof(
  fc.integer({ min: -20, max: 20 }),
  fc.constantFrom(-0, Number.NaN, Infinity, -Infinity, 0.5),
)
const text = fc.string({ maxLength: 2 })
const any = fc.oneof(number, text, fc.constantFrom(null, undefined, true, 3n), fc.tuple(number))

for (const [name, bound] of [
  ['numbers', number],
  ['strings', text],
  ['keys of all kinds', any],
] as const) {
  test(`a key among ${name} goes to the first bound that is not before it`, () => {
    fc.assert(
      fc.property(
        fc.array(bound as fc.Arbitrary<unknown>, { maxLength: 40 }),
        fc.array(any, { maxLength: 20 }),
        fc.boolean(),
        (some, keys, ascending) => {
          const bounds = sortKeys(some).filter(
            (each, i, all) => i === 0 || compareKeys(all[i - 1], each) < 0,
          )
          const target = rangeTarget({ bounds, ascending, numPartitions: bounds.length + 1 })
          for (const key of [...keys, ...some]) {
            const first = bounds.filter((each) => compareKeys(each, key) < 0).length
            assert.is(target(key), ascending ? first : bounds.length - first)
          }
        },
      ),
    )
  })
}

test.run()
