import { suite } from '@firesteel/testkit'
import fc from 'fast-check'
import { isDeepStrictEqual } from 'node:util'
import * as assert from 'uvu/assert'
import { CLASS_CASES, FIDELITY_CASES, REFUSED_CASES } from '../src/compliance/index.js'
import { ByteSink, decodePairs, decodeRows, encodePairs, encodeRows } from '../src/index.js'
import { receiver, sender } from './serializers.js'

const test = suite('serializer: fidelity')
const cases = [...FIDELITY_CASES, ...CLASS_CASES]

const message = (value: unknown) => receiver.deserialize(sender.serialize(value))
const rowsOf = (rows: unknown[]) =>
  decodeRows(encodeRows(rows, 0, rows.length, undefined, sender), 0, receiver).rows

for (const { name, make, check } of cases) {
  test(`a message keeps ${name}`, () => check(message(make())))
  test(`a batch keeps ${name}: alone, often, and as key and value`, () => {
    check(rowsOf([make()])[0])
    rowsOf([make(), make(), make()]).forEach((each) => check(each))
    const sink = new ByteSink()
    encodePairs([0, make(), make()], [make(), 1, make()], 0, 3, sink, sender)
    const { keys, values, next } = decodePairs(sink.bytes.subarray(0, sink.length), 0, receiver)
    assert.is(next, sink.length)
    for (const each of [keys[1], keys[2], values[0], values[2]]) check(each)
  })
  test(`a column of its own kind keeps ${name}`, () => {
    rowsOf([make(), make(), make(), make(), make()]).forEach((each) => check(each))
    rowsOf([make(), make(), make(), 1, make()]).forEach((each, i) => i === 3 || check(each))
  })
  test(`a tuple and a record keep ${name}`, () => {
    const back = rowsOf([
      ['a', make(), 1],
      ['b', make(), 2],
    ]) as unknown[][]
    back.forEach((row) => check(row[1]))
    const records = rowsOf([
      { x: make(), y: 1 },
      { x: make(), y: 2 },
    ]) as { x: unknown }[]
    records.forEach((record) => check(record.x))
  })
}

test('a batch of all values at once keeps each', () => {
  const back = rowsOf(cases.map(({ make }) => make()))
  cases.forEach(({ check }, index) => check(back[index]))
})

for (const { name, make, path, says } of REFUSED_CASES) {
  test(`${name} is refused with the path to it`, () => {
    const refusals: [() => unknown, string][] = [
      [() => sender.serialize(make()), 'value'],
      [() => rowsOf([1, make()]), 'row'],
      [() => encodePairs([1], [make()], 0, 1, undefined, sender), 'value'],
      [() => encodePairs([make()], [1], 0, 1, undefined, sender), 'key'],
    ]
    for (const [send, root] of refusals) {
      try {
        send()
      } catch (error) {
        const refusal = error as Error & { code: string }
        assert.is(refusal.code, 'NOT_SERIALIZABLE')
        assert.ok(refusal.message.includes(root + path), refusal.message)
        assert.ok(refusal.message.includes(says), refusal.message)
        continue
      }
      assert.unreachable('it was not refused')
    }
  })
}

const anything = fc.anything({
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withObjectString: true,
  withSet: true,
  withTypedArray: true,
  withSparseArray: false,
  withUnicodeString: true,
})
/** isDeepStrictEqual holds invalid dates to differ: then the rest is compared by the cases of their own. */
function hasInvalidDate(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (value instanceof Date) return Number.isNaN(value.getTime())
  if (value instanceof Map) return [...value].flat().some(hasInvalidDate)
  if (value instanceof Set) return [...value].some(hasInvalidDate)
  return Object.values(value).some(hasInvalidDate)
}
const same = (a: unknown, b: unknown) => isDeepStrictEqual(a, b) || hasInvalidDate(a)

test('flat objects in rows become columns, and one that is there twice stays one', () => {
  const shared = [1, 2]
  const rows = [0, 1, 2, 3, 4].map((i) => ({
    i,
    at: new Date(i),
    tags: ['a', i],
    twice: i === 4 ? shared : [i],
  }))
  const twice = rows.map((row) => (row.i === 4 ? { ...row, tags: shared } : row))
  assert.equal(rowsOf(rows), rows)
  const back = rowsOf(twice) as { tags: unknown; twice: unknown }[]
  assert.is(back[4]?.tags, back[4]?.twice)
  assert.is.not(back[3]?.tags, back[3]?.twice)
  const [pair] = rowsOf([[shared, shared]]) as unknown[][]
  assert.is(pair?.[0], pair?.[1])
})

test('a batch of the largest size, with more cells than columns may have, is kept', () => {
  const row = Array.from({ length: 32 }, () => [1, null])
  const rows = Array.from({ length: 65_536 }, (_, i) => (i % 2 ? row : [...row]))
  const back = rowsOf(rows)
  assert.is(back.length, rows.length)
  assert.equal(back.at(-1), row)
  assert.throws(() => rowsOf([...rows, row]), /a batch holds 0 to 65536 records/)
})

test('vectors of doubles stay arrays, whatever is among them', () => {
  const vectors = [
    [0.5, -0, Number.NaN, 1, 2, 3, 4, 5],
    Array.from({ length: 5000 }, (_, i) => i / 3),
    [0.5, 1, 2, 3, 4, 5, 6, '7'],
  ]
  for (const vector of vectors) {
    assert.equal(message(vector), vector)
    assert.ok(Object.is((message(vector) as unknown[])[1], vector[1]))
    assert.ok(Array.isArray(message(vector)))
  }
})

test('a message keeps anything', () => {
  fc.assert(
    fc.property(anything, (value) => assert.ok(same(value, message(value)))),
    { numRuns: 1000 },
  )
})

test('a batch keeps any rows, whatever kinds of columns they make', () => {
  const column = fc.oneof(
    fc.array(anything, { maxLength: 5 }),
    fc.array(fc.integer()),
    fc.array(fc.integer({ min: -200, max: 200 })),
    fc.array(fc.oneof(fc.double(), fc.constant(-0))),
    fc.array(fc.string({ unit: 'binary' })),
    fc.array(fc.boolean()),
    fc.array(fc.tuple(fc.string(), fc.double(), fc.option(fc.boolean()))),
    fc.array(fc.tuple(fc.string(), fc.tuple(fc.integer(), fc.integer()))),
    fc.array(fc.record({ a: fc.string(), b: fc.integer() }, { requiredKeys: ['a'] })),
  )
  fc.assert(
    fc.property(column, (rows) => assert.ok(same(rows, rowsOf(rows)))),
    { numRuns: 500 },
  )
})

test.run()
