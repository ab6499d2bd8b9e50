import { suite, tmpDir } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { OneProcess } from './one-process.js'

const test = suite('task: vertical')

test('words are counted through bytes and files', async () => {
  const sc = new OneProcess(tmpDir())
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

test('captured variables travel, and every task has its own copy', async () => {
  const sc = new OneProcess(tmpDir())
  const seen = { count: 0 }
  const counts = await sc
    .parallelize([1, 2, 3, 4], 2)
    .map(() => ++seen.count)
    .collect()
  assert.equal(counts, [1, 2, 1, 2])
  assert.is(seen.count, 0)
})

test.run()
