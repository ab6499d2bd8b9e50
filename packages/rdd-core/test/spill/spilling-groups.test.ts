import { KeyIndex } from '@firesteel/keys'
import { suite } from '@firesteel/testkit'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import type { Group } from '../../src/group.js'
import { LargeGroup } from '../../src/spill/large-group.js'
import { SpillingGroups } from '../../src/spill/spilling-groups.js'
import { hostWith } from './host.js'

const test = suite('spilling tables of groups')

type Inputs = readonly (readonly (readonly [unknown, unknown])[])[]

/** Groups each input by key as a stage's loop does. */
function grouped(inputs: Inputs, limit: number, nested = true) {
  const host = hostWith(limit)
  const groups = new SpillingGroups(
    host,
    nested ? inputs.length : undefined,
    'groupByKey at app.ts:3',
  )
  let index = new KeyIndex()
  let combiners: unknown[] = []
  let [count, due] = [0, 1]
  inputs.forEach((pairs, which) => {
    for (const [key, value] of pairs) {
      const at = index.place(key)
      if (at === combiners.length) combiners.push(nested ? inputs.map(() => []) : [])
      const sides = (nested ? combiners[at] : [combiners[at]]) as unknown[][]
      sides[nested ? which : 0]?.push(value)
      if (++count < due) continue
      if (groups.isFull(count, index, value)) {
        groups.spill(index, combiners)
        index = new KeyIndex()
        combiners = []
      }
      due = count + groups.interval
    }
  })
  const rows = new Map<unknown, unknown>()
  for (const { keys, values } of groups.result(index, combiners)) {
    for (let i = 0; i < keys.length; i++) {
      assert.not(rows.has(keys[i]), 'each key once')
      rows.set(keys[i], values[i])
    }
  }
  return { rows, host }
}

const input = fc
  .tuple(fc.nat(1_000), fc.constantFrom(3, 200, 3_000), fc.nat(8_000))
  .map(([seed, keys, count]) =>
    Array.from({ length: count }, (_, i): [unknown, unknown] => {
      const n = (i * 7919 + seed) % keys
      return [n % 3 === 0 ? n : `key ${n}`, [i, `value ${i}`]]
    }),
  )

test('are as arrays would be, with every value in its order, whatever memory there is', () => {
  const inputs = fc.array(input, { minLength: 1, maxLength: 3 })
  fc.assert(
    fc.property(inputs, fc.constantFrom(0, 200_000, 1e9), (all, limit) => {
      const { rows } = grouped(all, limit)
      const wanted = new Map<unknown, unknown[][]>()
      all.forEach((pairs, which) => {
        for (const [key, value] of pairs) {
          if (!wanted.has(key))
            wanted.set(
              key,
              all.map(() => []),
            )
          wanted.get(key)?.[which]?.push(value)
        }
      })
      assert.is(rows.size, wanted.size)
      for (const [key, sides] of wanted) {
        assert.equal(
          (rows.get(key) as Group<unknown>[]).map((side) => [...side]),
          sides,
        )
      }
    }),
    { numRuns: 15 },
  )
})

test('a group that does not fit is read from disk as often as one likes, and has its length', () => {
  const pairs = Array.from({ length: 60_000 }, (_, i): [unknown, unknown] => [
    i % 10 === 0 ? `key ${i % 1_000}` : 'hot',
    i,
  ])
  const { rows, host } = grouped([pairs], 300_000, false)
  assert.is(rows.size, 101)
  const hot = rows.get('hot') as Group<number>
  const values = pairs.filter(([key]) => key === 'hot').map(([, value]) => value as number)
  assert.instance(hot, LargeGroup)
  assert.is(hot.length, values.length)
  for (let round = 0; round < 2; round++) assert.equal([...hot], values)
  assert.is(hot.at(0), values[0])
  assert.is(hot.at(-1), values.at(-1))
  assert.is(hot.at(values.length), undefined)
  assert.equal(hot.slice(5, 8), values.slice(5, 8))
  assert.equal(hot.slice(-3), values.slice(-3))
  assert.equal(
    hot.map((x) => x * 2),
    values.map((x) => x * 2),
  )
  assert.equal(
    hot.filter((x, i) => i < 9),
    values.slice(0, 9),
  )
  assert.equal(
    hot.flatMap((x) => (x < 5 ? [x, x] : [])),
    values.flatMap((x) => (x < 5 ? [x, x] : [])),
  )
  assert.is(
    hot.reduce((a, b) => a + b),
    values.reduce((a, b) => a + b),
  )
  assert.is(
    hot.reduce((a) => a + 1, 0),
    values.length,
  )
  assert.is(
    hot.find((x) => x > 100),
    101,
  )
  assert.ok(hot.some((x) => x === 59_999) && hot.every((x) => x >= 0) && hot.includes(1))
  assert.not(hot.includes(0))
  assert.is(hot.join('+'), values.join('+'))
  assert.equal(JSON.parse(JSON.stringify({ hot })).hot, values)
  assert.ok(host.memory.peak <= 300_000)
})

test('a group that is sent on becomes an array again', () => {
  const pairs = Array.from({ length: 30_000 }, (_, i): [unknown, unknown] => ['hot', `value ${i}`])
  const { rows, host } = grouped([pairs], 0, false)
  const back = host.serializer.deserialize(host.serializer.serialize([1, rows.get('hot')]))
  assert.equal(back, [1, pairs.map(([, value]) => value)])
})

test('one input with sides of its own is not taken for a plain group', () => {
  const { rows } = grouped(
    [
      [
        ['a', 1],
        ['a', 2],
      ],
    ],
    0,
  )
  assert.equal([...rows], [['a', [[1, 2]]]])
})

test.run()
