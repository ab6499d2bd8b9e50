import { KeyIndex, hashKey } from '@firesteel/keys'
import { suite } from '@firesteel/testkit'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { SpillingTable } from '../../src/spill/spilling-table.js'
import { hostWith } from './host.js'

const test = suite('spilling tables of combiners')

type Pairs = readonly (readonly [unknown, number])[]

/** Sums by key as a stage's loop does. */
function sums(pairs: Pairs, limit: number) {
  const host = hostWith(limit)
  const table = new SpillingTable(host, (a, b) => (a as number) + (b as number))
  let index = new KeyIndex()
  let combiners: number[] = []
  let due = 1
  pairs.forEach(([key, value], i) => {
    const at = index.place(key)
    if (at === combiners.length) combiners.push(value)
    else combiners[at] = (combiners[at] as number) + value
    if (i + 1 < due) return
    if (table.isFull(i + 1, index, combiners, combiners[at])) {
      table.spill(index, combiners)
      index = new KeyIndex()
      combiners = []
    }
    due = i + 1 + table.interval
  })
  const rows: [unknown, unknown][] = []
  for (const { keys, values } of table.result(index, combiners)) {
    for (let i = 0; i < keys.length; i++) rows.push([keys[i], values[i]])
  }
  return { rows, host }
}

function expected(pairs: Pairs): Map<unknown, number> {
  const map = new Map<unknown, number>()
  for (const [key, value] of pairs) map.set(key, (map.get(key) ?? 0) + value)
  return map
}

const key = fc.oneof(
  fc.nat(30_000),
  fc.nat(30_000).map((n) => `word ${n}`),
  fc.constantFrom<unknown>(null, undefined, true, Number.NaN, 0.5, 7n),
)
const pairs = fc
  .tuple(fc.array(key, { minLength: 1, maxLength: 50 }), fc.nat(1_000))
  .map(([keys, seed]): Pairs => {
    const more = Array.from({ length: 6_000 }, (_, i) => `filling ${(i * 7919 + seed) % 4_001}`)
    return [...keys, ...more, ...keys].map((each, i) => [each, i])
  })

test('are as a Map would be, whatever memory there is', () => {
  fc.assert(
    fc.property(pairs, fc.constantFrom(0, 80_000, 200_000, 1e9), (all, limit) => {
      const { rows, host } = sums(all, limit)
      const wanted = expected(all)
      assert.is(rows.length, wanted.size, 'each key once')
      for (const [each, sum] of rows) assert.is(sum, wanted.get(each))
      assert.is(host.memory.used, 0, 'all memory is given back')
      assert.is(host.metrics.diskBytesSpilled > 0, limit < 1e9)
      assert.is(host.metrics.memoryBytesSpilled > 0, limit < 1e9)
      for (const file of host.files) assert.throws(() => file.read(0, 1), /gone/)
    }),
    { numRuns: 12 },
  )
})

test('a part that is too large itself is divided again', () => {
  const all = Array.from({ length: 90_000 }, (_, i): [string, number] => [`key ${i % 45_000}`, 1])
  const { rows, host } = sums(all, 0)
  assert.is(rows.length, 45_000)
  assert.ok(rows.every(([, sum]) => sum === 2))
  assert.ok(host.files.length > 1, 'a level below the first was needed')
})

test('keys that share a hash stay apart', () => {
  const byHash = new Map<number, string[]>()
  for (let i = 0; i < 200_000; i++) {
    const key = `key ${i}`
    const hash = hashKey(key)
    byHash.set(hash, [...(byHash.get(hash) ?? []), key])
  }
  const alike = [...byHash.values()].filter(({ length }) => length > 1).flat()
  assert.ok(alike.length >= 4)
  const filling = Array.from({ length: 5_000 }, (_, i) => `filling ${i}`)
  const all = [...alike, ...filling, ...alike, ...filling].map((key): [string, number] => [key, 1])
  const { rows } = sums(all, 0)
  const found = new Map(rows as [string, number][])
  assert.is(rows.length, alike.length + 5_000)
  for (const key of alike) assert.is(found.get(key), 2)
})

test('a finished table goes to disk, as far as it was not read, when another needs the memory', () => {
  const host = hostWith(32 << 20)
  const table = new SpillingTable(host, () => 0)
  const index = new KeyIndex()
  const combiners = Array.from({ length: 100_000 }, (_, i) => {
    index.place(`key ${i}`)
    return `a value that takes some room ${i}`
  })
  assert.not(table.isFull(100_000, index, combiners, combiners[0]))
  const batches = table.result(index, combiners)
  const first = batches.next().value
  assert.ok(first !== undefined && first.keys.length < 100_000)
  const free = 32 * 2 ** 20 - host.memory.used
  assert.is(host.memory.acquire(free + 1_000_000), free + 1_000_000)
  assert.ok(host.metrics.diskBytesSpilled > 0)
  const rows = new Map<unknown, unknown>()
  for (let batch: typeof first | undefined = first; batch !== undefined; ) {
    for (let i = 0; i < batch.keys.length; i++) rows.set(batch.keys[i], batch.values[i])
    const next = batches.next()
    batch = next.done === true ? undefined : next.value
  }
  assert.is(rows.size, 100_000)
  assert.is(rows.get('key 99999'), 'a value that takes some room 99999')
})

test.run()
