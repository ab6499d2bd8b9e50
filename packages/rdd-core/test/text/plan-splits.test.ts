import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { splitPaths } from '../../src/text/list-files.js'
import { planSplits, planWholeFiles } from '../../src/text/plan-splits.js'

const test = suite('rdd-core: planSplits')
const file = (path: string, size: number, gzip = false) => ({ path, size, gzip })
const sizes = (splits: readonly { start: number; end: number }[]) =>
  splits.map(({ start, end }) => end - start)

test('a file is cut into the splits asked for', () => {
  assert.equal(planSplits([file('a', 100)], { minPartitions: 2 }), [
    { path: 'a', start: 0, end: 50, gzip: false },
    { path: 'a', start: 50, end: 100, gzip: false },
  ])
})

test('a small rest stays with the last split', () => {
  assert.equal(sizes(planSplits([file('a', 103)], { minPartitions: 2 })), [51, 52])
  assert.equal(
    sizes(planSplits([file('a', 130)], { minPartitions: 1, blockBytes: 100 })),
    [100, 30],
  )
  assert.equal(sizes(planSplits([file('a', 109)], { minPartitions: 1, blockBytes: 100 })), [109])
})

test('splits never span files, and blocks bound them', () => {
  const files = [file('a', 10), file('b', 250)]
  assert.equal(sizes(planSplits(files, { minPartitions: 1, blockBytes: 100 })), [10, 100, 100, 50])
})

test('a compressed file is one split, an empty one none', () => {
  const splits = planSplits([file('a.gz', 500, true), file('b', 0)], { minPartitions: 9 })
  assert.equal(splits, [{ path: 'a.gz', start: 0, end: -1, gzip: true }])
})

test('a least size overrules the number asked for', () => {
  const splits = planSplits([file('a', 100)], { minPartitions: 10, minSplitBytes: 50 })
  assert.equal(sizes(splits), [50, 50])
})

test('whole files are put together until they have an even share', () => {
  const files = [file('a', 10), file('b', 10), file('c', 10), file('d', 30)]
  const groups = planWholeFiles(files, 2).map((group) => group.map(({ path }) => path).join(''))
  assert.equal(groups, ['abc', 'd'])
})

test('a group of whole files is full once it has its share, and empty files are one group', () => {
  const groups = (files: Parameters<typeof planWholeFiles>[0]) =>
    planWholeFiles(files, 2).map((group) => group.map(({ path }) => path).join(''))
  assert.equal(groups([file('a', 5), file('b', 10), file('c', 0)]), ['ab', 'c'])
  assert.equal(groups([file('a', 0), file('b', 0)]), ['ab'])
  assert.equal(groups([]), [])
})

test('commas inside braces do not cut', () => {
  assert.equal(splitPaths('/a/{b,c}/*.txt, /d'), ['/a/{b,c}/*.txt', '/d'])
})

test.run()
