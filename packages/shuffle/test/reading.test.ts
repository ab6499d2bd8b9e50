import { suite } from '@firesteel/testkit'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import {
  type MapOutput,
  cogroup,
  combineValues,
  groupByKey,
  mergeCombiners,
  planFetches,
  sortByKey,
} from '../src/index.js'

const test = suite('shuffle: the reading side')

const output = (mapIndex: number, host: string, size: number, dirs = ['/d']): MapOutput => ({
  mapId: mapIndex + 10,
  mapIndex,
  location: { executorId: `e-${host}`, host, port: 7, dirs },
  size,
})

test('reads files of its own host, asks others by executor, and skips what is empty', () => {
  const outputs = [
    output(0, 'here', 5),
    output(1, 'there', 3),
    output(2, 'there', 0),
    output(3, 'yonder', 4),
    output(4, 'there', 2),
    output(5, 'here', 1, []),
  ]
  const plan = planFetches(1, 9, outputs, { host: 'here' })
  assert.equal(
    plan.local.map(({ blockId }) => blockId),
    ['shuffle_1_10_9'],
  )
  assert.is(plan.localBytes, 5)
  assert.is(plan.remoteBytes, 10)
  assert.equal(
    plan.remote.map(({ location, blocks }) => [location.host, blocks.map((each) => each.blockId)]),
    [
      ['there', ['shuffle_1_11_9', 'shuffle_1_14_9']],
      ['yonder', ['shuffle_1_13_9']],
      ['here', ['shuffle_1_15_9']],
    ],
  )
})

test('reads only its own files when executors of one host have disks of their own', () => {
  const own = output(0, 'here', 5)
  const neighbour = output(1, 'here', 3)
  const other = { ...neighbour, location: { ...neighbour.location, executorId: 'neighbour' } }
  const plan = planFetches(1, 9, [own, other], { host: 'here', ownExecutorId: 'e-here' })
  assert.equal(
    plan.local.map(({ output: { mapIndex } }) => mapIndex),
    [0],
  )
  assert.equal(
    plan.remote.map(({ location }) => location.executorId),
    ['neighbour'],
  )
})

test('plans every block that is not empty once, in requests of about the target', () => {
  const sizes = fc.array(fc.tuple(fc.nat(3), fc.nat(50)))
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1, max: 100 }), (list, targetBytes) => {
      const outputs = list.map(([host, size], i) => output(i, `h${host}`, size))
      const plan = planFetches(1, 0, outputs, { host: 'h0', targetBytes })
      const planned = [...plan.local, ...plan.remote.flatMap(({ blocks }) => blocks)]
      const wanted = outputs.filter(({ size }) => size > 0)
      assert.equal(
        planned.map((each) => each.output.mapIndex).sort((a, b) => a - b),
        wanted.map((each) => each.mapIndex),
      )
      for (const { blocks, bytes, location } of plan.remote) {
        assert.is(
          bytes,
          blocks.reduce((sum, each) => sum + each.output.size, 0),
        )
        const last = blocks.at(-1)?.output.size ?? 0
        assert.ok(blocks.length > 0 && bytes - last < targetBytes)
        assert.ok(blocks.every((each) => each.output.location.executorId === location.executorId))
      }
    }),
  )
})

const batches = [
  { keys: ['a', [1]], values: [1, 2] },
  { keys: ['b', 'a', [1]], values: [3, 4, 5] },
]
const sum = {
  create: (value: number) => ({ sum: value }),
  mergeValue: (old: { sum: number }, value: number) => ({ sum: old.sum + value }),
  mergeCombiners: (a: { sum: number }, b: { sum: number }) => ({ sum: a.sum + b.sum }),
}

test('combines values, and combiners, by key', () => {
  const once = combineValues(batches, sum)
  assert.equal(
    [...once],
    [
      ['a', { sum: 5 }],
      ['b', { sum: 3 }],
      [[1], { sum: 7 }],
    ],
  )
  const combined = { keys: [...once.keys()], values: [...once.values()] }
  assert.equal(mergeCombiners([combined, combined], sum).get([1]), { sum: 14 })
})

test('a combiner may be undefined', () => {
  const calls: unknown[] = []
  const last = combineValues([{ keys: ['a', 'a'], values: [1, 2] }], {
    create: () => undefined,
    mergeValue: (old: undefined, value) => void calls.push([old, value]),
    mergeCombiners: () => undefined,
  })
  assert.is(last.size, 1)
  assert.equal(calls, [[undefined, 2]])
})

test('groups values, of one input or of several', () => {
  assert.equal(
    [...groupByKey(batches)],
    [
      ['a', [1, 4]],
      ['b', [3]],
      [[1], [2, 5]],
    ],
  )
  const other = [{ keys: ['c', 'a'], values: ['x', 'y'] }]
  const groups = cogroup([batches, other, []])
  assert.equal(groups.get('a'), [[1, 4], ['y'], []])
  assert.equal(groups.get('c'), [[], ['x'], []])
  assert.is(groups.size, 4)
})

test('sorts pairs by key', () => {
  assert.equal(sortByKey(batches), { keys: ['a', 'a', 'b', [1], [1]], values: [1, 4, 3, 2, 5] })
  assert.equal(sortByKey(batches, false).values, [2, 5, 3, 1, 4])
})

test.run()
