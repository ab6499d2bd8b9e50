import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { rangeBounds } from '../../src/resolve/range-bounds.js'
import { sliceBorders } from '../../src/resolve/resolve-source.js'

const test = suite('rdd-core: rangeBounds')

test('bounds cut the keys into equal parts', () => {
  const keys = Array.from({ length: 100 }, (_, index) => index)
  assert.equal(rangeBounds([[100, keys]], 4), [24, 49, 74])
})

test('a sample stands for as many keys as were seen', () => {
  const few = [1, 2, 3, 4]
  const bounds = rangeBounds(
    [
      [4, few],
      [400, [10, 20, 30, 40]],
    ],
    2,
  )
  assert.equal(bounds, [20])
})

test('equal keys are never apart: few keys make few parts', () => {
  assert.equal(rangeBounds([[6, [1, 1, 1, 2, 2, 2]]], 5), [1, 2])
  assert.equal(rangeBounds([[0, []]], 5), [])
})

test('slices are as Spark cuts them, beyond 2^53 products too', () => {
  assert.equal(sliceBorders(5, 3), [
    [0, 1],
    [1, 3],
    [3, 5],
  ])
  assert.equal(sliceBorders(2 ** 52, 3).at(-1), [3_002_399_751_580_330, 2 ** 52])
})

test.run()
