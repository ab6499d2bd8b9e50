import { ship } from '@firesteel/closure'
import { Serializer } from '@firesteel/serializer'
import { suite } from '@firesteel/testkit'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import {
  AccumulatorRegistry,
  type AnyAccumulator,
  CollectionAccumulator,
  DoubleAccumulator,
  LongAccumulator,
  type ShippedAccumulator,
  TaskAccumulators,
} from '../src/index.js'

const test = suite('accumulator: from tasks to the driver')
const serializer = new Serializer()

function driver() {
  const errors: string[] = []
  const registry = new AccumulatorRegistry({ error: (_, message) => void errors.push(message) })
  return { registry, errors }
}
const sent = (accumulator: AnyAccumulator): ShippedAccumulator =>
  (accumulator[ship]() as { readonly value: ShippedAccumulator }).value

test('whatever tasks add, in whatever slots, comes together', () => {
  const tasks = fc.array(
    fc.record({ slot: fc.nat({ max: 2 }), added: fc.array(fc.integer()), fails: fc.boolean() }),
  )
  fc.assert(
    fc.property(tasks, (ran) => {
      const { registry, errors } = driver()
      const sum = new LongAccumulator()
      const list = new CollectionAccumulator<number>()
      registry.register(sum)
      registry.register(list)
      const slots = [0, 1, 2].map(() => new TaskAccumulators())
      for (const { slot, added, fails } of ran) {
        const here = slots[slot] as TaskAccumulators
        here.begin()
        const mySum = here.revive(sent(sum)) as LongAccumulator
        const myList = here.revive(sent(list)) as CollectionAccumulator<number>
        for (const n of added) {
          mySum.add(n)
          myList.add(n)
        }
        if (!fails) registry.merge(here.updates(serializer), serializer)
      }
      const all = ran.flatMap(({ added, fails }) => (fails ? [] : added))
      assert.equal(list.value, all)
      assert.is(
        sum.value,
        all.reduce((a, b) => a + b, 0),
      )
      assert.is(sum.count, all.length)
      assert.equal(errors, [])
    }),
  )
})

test('a copy that outlives its task adds to the next one', () => {
  const { registry } = driver()
  const sum = new DoubleAccumulator()
  registry.register(sum)
  const slot = new TaskAccumulators()
  slot.begin()
  const kept = slot.revive(sent(sum)) as DoubleAccumulator
  kept.add(0.5)
  registry.merge(slot.updates(serializer), serializer)
  slot.begin()
  assert.is(slot.revive(sent(sum)), kept)
  kept.add(0.25)
  registry.merge(slot.updates(serializer), serializer)
  assert.is(sum.value, 0.75)
})

test('a task that adds nothing sends nothing', () => {
  const { registry } = driver()
  const sum = new LongAccumulator()
  registry.register(sum)
  const slot = new TaskAccumulators()
  slot.begin()
  slot.revive(sent(sum))
  assert.is(slot.updates(serializer).length, 0)
  assert.equal(registry.merge(new Uint8Array(), serializer), [])
})

test('updates of an unknown accumulator, and bytes that are none, are reported and dropped', () => {
  const { registry, errors } = driver()
  registry.merge(serializer.serialize([[1_000_000, [1, 1]]]), serializer)
  assert.match(errors[0] ?? '', 'accumulator 1000000 was let go by the program')
  registry.merge(new Uint8Array([7, 7]), serializer)
  assert.match(errors[1] ?? '', 'is lost')
})

test('adds only what it is for', () => {
  assert.throws(() => new LongAccumulator().add(0.5), /adds whole numbers, got 0.5/)
  assert.throws(() => new DoubleAccumulator().add('1' as never), /adds numbers/)
  assert.ok(Number.isNaN(new LongAccumulator().avg))
})

test.run()
