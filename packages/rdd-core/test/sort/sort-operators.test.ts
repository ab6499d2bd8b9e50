import { suite } from '@firesteel/testkit'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { MiniContext } from '../mini-context.js'
import { MiniMemory } from '../mini-memory.js'

const test = suite('rdd-core: sorts in little memory')

const contextWith = (limit: number): MiniContext => {
  const context = new MiniContext()
  context.memory = new MiniMemory(limit)
  return context
}

test('sortBy gives the same whatever there is of memory', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(0, 1 << 17), fc.boolean(), async (limit, ascending) => {
      const context = contextWith(limit)
      const rows = Array.from({ length: 9_000 }, (_, i) => ({
        id: i,
        name: `n${(i * 7919) % 9_001}`,
      }))
      const sorted = context.parallelize(rows, 3).sortBy(({ name }) => name, ascending, 2)
      const sign = ascending ? 1 : -1
      const expected = rows
        .map(({ name }) => name)
        .sort((a, b) => (a < b ? -sign : a > b ? sign : 0))
      assert.equal(await sorted.map(({ name }) => name).collect(), expected)
      assert.ok(context.metrics.diskBytesSpilled > 0)
      assert.is(context.memory.used, 0)
    }),
    { numRuns: 4 },
  )
})

test('pairs that are where they belong are sorted there, from disk when there is no memory', async () => {
  const context = contextWith(0)
  const pairs = Array.from({ length: 6_000 }, (_, i): [number, number] => [(i * 7919) % 997, i])
  const placed = context.parallelize(pairs, 3).partitionBy(2).cache()
  const sorted = placed.repartitionAndSortWithinPartitions(2)
  const parts = await sorted.glom().collect()
  for (const part of parts) {
    const expected = [...part].sort((a, b) => a[0] - b[0] || a[1] - b[1])
    assert.equal(part, expected)
  }
  assert.is(parts.flat().length, pairs.length)
  assert.ok(context.metrics.diskBytesSpilled > 0)
})

test.run()
