import { StorageLevel } from '@firesteel/storage-level'
import { suite } from '@firesteel/testkit'
import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { FixedBlockMemory, MemoryStore, blockName, rddBlock } from '../src/index.js'

const test = suite('storage: blocks in memory')
const level = StorageLevel.MEMORY_ONLY
const NO_READER = -1

function storeOf(maxBytes: number) {
  const memory = new FixedBlockMemory(maxBytes)
  const evicted: string[] = []
  const store = new MemoryStore<string>({ memory, onEvict: ({ name }) => evicted.push(name) })
  const put = (rddId: number, partition: number, sizeBytes: number, value = 'x'): boolean =>
    store.put(rddBlock(rddId, partition), value, { sizeBytes, level })
  return { memory, evicted, store, put }
}

test('what was not used for the longest time goes first', () => {
  const { evicted, put, store } = storeOf(30)
  put(1, 0, 10)
  put(1, 1, 10)
  put(1, 2, 10)
  store.get('rdd_1_0')
  assert.ok(put(2, 0, 20))
  assert.equal(evicted, ['rdd_1_1', 'rdd_1_2'])
})

test('a block drives out none of its own dataset, and none at all when that would not do', () => {
  const { evicted, memory, put } = storeOf(30)
  put(1, 0, 10)
  put(2, 0, 10)
  assert.not(put(1, 1, 25))
  assert.equal(evicted, [])
  assert.ok(put(1, 1, 20))
  assert.equal(evicted, ['rdd_2_0'])
  assert.is(memory.usedBytes, 30)
})

test('a block that is read stays until its reader is done', () => {
  const { evicted, put, store } = storeOf(20)
  put(1, 0, 10)
  store.read('rdd_1_0', 7)
  store.read('rdd_1_0', 8)
  assert.not(put(2, 0, 20))
  store.releaseReader(7)
  assert.not(put(2, 0, 20))
  assert.is(store.shrink(10), 0)
  store.releaseReader(8)
  assert.ok(put(2, 0, 20))
  assert.equal(evicted, ['rdd_1_0'])
})

test('what was reserved for a block that does not fit is given back', () => {
  const { memory, store } = storeOf(20)
  assert.ok(store.reserve(15, 1))
  assert.not(store.put(rddBlock(1, 0), 'x', { sizeBytes: 30, level, reserved: 15 }))
  assert.is(memory.usedBytes, 0)
  assert.ok(store.reserve(15, 1))
  assert.ok(store.put(rddBlock(1, 0), 'x', { sizeBytes: 5, level, reserved: 15 }))
  assert.is(memory.usedBytes, 5)
})

type Step =
  | { readonly act: 'put'; readonly rdd: number; readonly part: number; readonly size: number }
  | { readonly act: 'read' | 'remove' | 'get'; readonly rdd: number; readonly part: number }
  | { readonly act: 'done' }
  | { readonly act: 'shrink' | 'reserve' | 'release'; readonly size: number }

const rdd = fc.integer({ min: 0, max: 3 })
const part = fc.integer({ min: 0, max: 3 })
const size = fc.integer({ min: 0, max: 60 })
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ act: fc.constant('put' as const), rdd, part, size }),
  fc.record({
    act: fc.constantFrom('read' as const, 'remove' as const, 'get' as const),
    rdd,
    part,
  }),
  fc.record({ act: fc.constant('done' as const) }),
  fc.record({
    act: fc.constantFrom('shrink' as const, 'reserve' as const, 'release' as const),
    size,
  }),
)

test('never holds more than it was granted; what is read is what was put; a naive model agrees', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const MAX = 100
      const { evicted, memory, put, store } = storeOf(MAX)
      const model = new Map<string, { size: number; value: string; rdd: number }>()
      const read = new Set<string>()
      let reserved = 0
      let made = 0
      const used = (): number =>
        [...model.values()].reduce((sum, each) => sum + each.size, 0) + reserved
      const forgetEvicted = (forRdd: number): void => {
        for (const name of evicted.splice(0)) {
          assert.not(read.has(name), 'evicted while read')
          assert.is.not(model.get(name)?.rdd, forRdd, 'evicted for its own dataset')
          model.delete(name)
        }
      }
      for (const each of steps) {
        switch (each.act) {
          case 'put': {
            const name = blockName(rddBlock(each.rdd, each.part))
            const value = `${made++}`
            const stored = put(each.rdd, each.part, each.size, value)
            if (!stored) assert.equal(evicted, [], 'all or nothing')
            forgetEvicted(each.rdd)
            if (stored) model.set(name, { size: each.size, value, rdd: each.rdd })
            break
          }
          case 'read':
          case 'get': {
            const name = blockName(rddBlock(each.rdd, each.part))
            const found = each.act === 'get' ? store.get(name) : store.read(name, 1)
            assert.is(found?.value, model.get(name)?.value)
            if (each.act === 'read' && found !== undefined) read.add(name)
            break
          }
          case 'remove': {
            const name = blockName(rddBlock(each.rdd, each.part))
            assert.is(store.remove(name) !== undefined, model.delete(name))
            break
          }
          case 'done':
            store.releaseReader(1)
            read.clear()
            break
          case 'shrink':
            store.shrink(each.size)
            forgetEvicted(NO_READER)
            break
          case 'reserve':
            if (store.reserve(each.size)) reserved += each.size
            forgetEvicted(NO_READER)
            break
          case 'release': {
            const bytes = Math.min(reserved, each.size)
            store.release(bytes)
            reserved -= bytes
            break
          }
        }
        assert.is(memory.usedBytes, used())
        assert.ok(used() <= MAX)
      }
    }),
    { numRuns: 400 },
  )
})

test.run()
