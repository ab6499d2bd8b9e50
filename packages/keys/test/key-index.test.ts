import { suite } from '@firesteel/testkit'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { KeyIndex, KeyNotSupportedError, keysEqual } from '../src/index.js'
import { anyKey } from './any-key.js'

const test = suite('keys: KeyIndex')

/** Keys of all kinds that often come again, those of tables' edges among them. */
const keys = fc.array(
  fc.oneof(
    anyKey,
    fc.integer({ min: -5, max: 5 }),
    fc.integer({ min: -9, max: 9 }).map((x) => x / 4),
    fc.string({ unit: 'binary', minLength: 60, maxLength: 70 }),
    fc.string({ unit: fc.constantFrom('a', '\0', 'é', '\ud800'), maxLength: 3 }),
    fc.constantFrom(
      2 ** 31 - 1,
      -(2 ** 31),
      2 ** 31,
      2 ** 53,
      Number.MIN_VALUE,
      Infinity,
      -Infinity,
    ),
  ),
  { maxLength: 200 },
)

test('numbers keys as a list searched with keysEqual does', () => {
  fc.assert(
    fc.property(keys, fc.integer({ min: 1, max: 5 }), (all, entriesPerMap) => {
      const index = new KeyIndex({ entriesPerMap })
      const list: unknown[] = []
      for (const key of all) {
        const known = list.findIndex((each) => keysEqual(each, key))
        assert.is(index.find(key), known)
        assert.is(index.place(key), known < 0 ? list.length : known)
        if (known < 0) list.push(key)
        assert.is(index.size, list.length)
      }
      // The keys as they were first seen, -0 included.
      assert.ok(list.every((key, place) => Object.is(index.keys[place], key)))
      list.forEach((key, place) => assert.is(index.find(key), place))
    }),
  )
})

for (const [name, keyOf] of [
  ['integers in a row', (i: number) => i - 20_000],
  ['integers far apart', (i: number) => i << 16],
  ['multiples of a fraction', (i: number) => i * 0.1],
  ['unsigned words', (i: number) => 2 ** 31 + i * 7],
  ['short strings', (i: number) => `k${i % 30_000}`],
  ['strings cut from a text', (i: number) => `${'x'.repeat(40)}${i}`.slice(1)],
  ['long strings', (i: number) => 'x'.repeat(80) + i],
  ['powers of two and their neighbours', (i: number) => (i % 3) + 2 ** (((i / 3) % 900) | 0)],
] satisfies [string, (i: number) => number | string][]) {
  test(`grows: ${name}`, () => {
    const index = new KeyIndex()
    const model = new Map<number | string, number>()
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < 40_000; i++) {
        const key = keyOf(i)
        const expected = model.get(key) ?? model.size
        if (index.place(key) !== expected) assert.is(index.place(key), expected)
        model.set(key, expected)
      }
    }
    assert.is(index.size, model.size)
    assert.equal([...index.keys], [...model.keys()])
    assert.ok(index.bytes > model.size * 8)
  })
}

test('refuses what cannot be a key', () => {
  for (const key of [() => 1, Symbol('x'), new Map(), [new Set()]]) {
    for (const use of ['place', 'find'] as const) {
      assert.throws(
        () => new KeyIndex()[use](key),
        (error: unknown) => error instanceof KeyNotSupportedError,
      )
    }
  }
})

test('keeps no text alive that a key was cut from', () => {
  const text = 'x'.repeat(100)
  const index = new KeyIndex()
  index.place(text.slice(10, 40))
  assert.is(index.keys[0], 'x'.repeat(30))
  assert.is(index.place('x'.repeat(30)), 0)
})

test.run()
