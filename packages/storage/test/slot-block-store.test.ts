import { suite } from '@firesteel/testkit'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { SlotBlockStore, blockName, estimateSize, planEviction, rddBlock } from '../src/index.js'

const test = suite('storage: blocks in a slot')

/** A store in which a block is as large as it is long. */
const store = (maxBytes: number) =>
  new SlotBlockStore({ maxBytes, estimate: (rows) => rows.length })
const rows = (count: number) => Array.from({ length: count }, (_, i) => i)

test('keeps the very rows it was given', () => {
  const blocks = store(10)
  const kept = rows(3)
  assert.equal(blocks.put(rddBlock(1, 0), kept), { stored: true, sizeBytes: 3, evicted: [] })
  assert.is(blocks.get(rddBlock(1, 0)), kept)
  assert.is(blocks.get(rddBlock(1, 1)), undefined)
  assert.is(blocks.size(rddBlock(1, 0)), 3)
})

test('evicts what was not used for the longest time', () => {
  const blocks = store(9)
  for (const rddId of [1, 2, 3]) blocks.put(rddBlock(rddId, 0), rows(3))
  blocks.get(rddBlock(1, 0))
  assert.equal(blocks.put(rddBlock(4, 0), rows(4)).evicted.map(blockName), ['rdd_2_0', 'rdd_3_0'])
  assert.equal(blocks.ids().map(blockName), ['rdd_1_0', 'rdd_4_0'])
})

test('evicts no block of the same dataset, and nothing at all for a block that cannot fit', () => {
  const blocks = store(9)
  blocks.put(rddBlock(1, 0), rows(5))
  blocks.put(rddBlock(2, 0), rows(2))
  assert.not(blocks.put(rddBlock(1, 1), rows(5)).stored)
  assert.not(blocks.put(rddBlock(3, 0), rows(10)).stored)
  assert.equal(blocks.ids().map(blockName), ['rdd_1_0', 'rdd_2_0'])
})

test('a block that is put again takes the place of the first', () => {
  const blocks = store(5)
  blocks.put(rddBlock(1, 0), rows(5))
  assert.ok(blocks.put(rddBlock(1, 0), rows(4)).stored)
  assert.is(blocks.usedBytes, 4)
})

test('removes one block or a whole dataset', () => {
  const blocks = store(100)
  for (const partition of [0, 1]) blocks.put(rddBlock(1, partition), rows(2))
  blocks.put(rddBlock(2, 0), rows(2))
  assert.ok(blocks.remove(rddBlock(2, 0)))
  assert.not(blocks.remove(rddBlock(2, 0)))
  assert.is(blocks.removeRdd(1).length, 2)
  assert.is(blocks.usedBytes, 0)
})

test('never holds more than it may, and its account is right', () => {
  const put = fc.tuple(fc.nat(3), fc.nat(2), fc.nat(12))
  fc.assert(
    fc.property(fc.array(put), (puts) => {
      const blocks = store(20)
      for (const [rddId, partition, size] of puts) {
        const id = rddBlock(rddId, partition)
        const { stored, evicted } = blocks.put(id, rows(size))
        if (stored) assert.is(blocks.get(id)?.length, size)
        for (const victim of evicted) assert.not(blocks.has(victim))
        const sum = blocks.ids().reduce((total, each) => total + (blocks.size(each) ?? 0), 0)
        assert.is(blocks.usedBytes, sum)
        assert.ok(sum <= 20)
      }
    }),
  )
})

test('an eviction frees enough or is none', () => {
  const blocks = [
    { name: 'a', sizeBytes: 5, rddId: 1 },
    { name: 'b', sizeBytes: 5, rddId: 2 },
  ]
  assert.equal(planEviction(blocks, 0), [])
  assert.equal(planEviction(blocks, 6), ['a', 'b'])
  assert.equal(planEviction(blocks, 5, 1), ['b'])
  assert.is(planEviction(blocks, 6, 1), undefined)
})

test('an estimate grows with what is there, counts the shared once, and ends', () => {
  const shared = 'x'.repeat(1000).split('')
  const cycle: unknown[] = []
  cycle.push(cycle)
  assert.ok(estimateSize([cycle]) > 0)
  assert.ok(estimateSize(rows(100_000)) >= 800_000)
  assert.ok(estimateSize([shared, shared]) < 1.5 * estimateSize([shared]))
  const records = Array.from({ length: 10_000 }, (_, id) => ({ id, name: `name ${id}` }))
  const each = estimateSize(records) / 10_000
  assert.ok(each > 60 && each < 300, String(each))
  assert.ok(estimateSize(new Map([['a', new Uint8Array(5000)]])) > 5000)
})

test.run()
