import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { MiniContext } from './mini-context.js'

const test = suite('rdd-core: vertical')

test('words are counted', async () => {
  const sc = new MiniContext()
  const counts = await sc
    .parallelize(['a b a', 'b c', '', 'a'], 3)
    .flatMap((line) => line.split(' '))
    .filter((word) => word !== '')
    .map((word) => [word, 1])
    .reduceByKey((a, b) => a + b)
    .collect()
  assert.equal(
    new Map(counts),
    new Map([
      ['a', 3],
      ['b', 2],
      ['c', 1],
    ]),
  )
})

test('a range is counted and summed', async () => {
  const sc = new MiniContext()
  const numbers = sc
    .range(0, 10_000, 3, 4)
    .map((x) => x * 2)
    .filter((x) => x % 4 === 0)
  assert.is(await numbers.count(), 1667)
  assert.equal(await sc.range(10, 0, -3).collect(), [10, 7, 4, 1])
})

test.run()
