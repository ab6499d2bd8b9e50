import { suite } from '@firesteel/testkit'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { ByteSink, Serializer, decodePairs, encodePairs } from '../src/index.js'

const test = suite('columns of integers')
const serializer = new Serializer()

test('integers of 32 bits come back as they went, whatever their number and place', () => {
  const wide = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
  const counts = fc.constantFrom(1, 2, 1_023, 1_024, 1_025, 2_048, 2_500)
  const given = fc.tuple(counts, fc.array(wide, { minLength: 1, maxLength: 40 }), fc.nat(7))
  fc.assert(
    fc.property(given, ([count, some, before]) => {
      const keys = Array.from({ length: count }, (_, i) => some[i % some.length] as number)
      keys[count - 1] = -(2 ** 31)
      const values = keys.map((key) => ~key)
      const sink = new ByteSink()
      for (let i = 0; i < before; i++) sink.u8(i)
      encodePairs(keys, values, 0, count, sink, serializer)
      const decoded = decodePairs(sink.bytes.subarray(0, sink.length), before, serializer)
      assert.equal(decoded.keys, keys)
      assert.equal(decoded.values, values)
    }),
  )
})

test('a part of a column is written from where it begins', () => {
  const keys = Array.from({ length: 3_000 }, (_, i) => i * 100_003 - 2 ** 27)
  const sink = new ByteSink()
  encodePairs(keys, keys, 500, 2_900, sink, serializer)
  const decoded = decodePairs(sink.bytes.subarray(0, sink.length), 0, serializer)
  assert.equal(decoded.keys, keys.slice(500, 2_900))
})

test.run()
