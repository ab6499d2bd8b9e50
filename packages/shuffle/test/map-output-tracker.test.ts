import { suite } from '@firesteel/testkit'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { MapOutputTracker, type MapStatus, compressSizes, decompressSizes } from '../src/index.js'

const test = suite('shuffle: where map outputs are')

const at = (executorId: string, host = `h${executorId}`) => ({ executorId, host, port: 7 })
const status = (mapIndex: number, executorId: string, sizes = [1, 2]): MapStatus => ({
  shuffleId: 1,
  mapId: 100 + mapIndex,
  mapIndex,
  location: at(executorId),
  sizes: Float64Array.from(sizes),
})

function threeMaps(): MapOutputTracker {
  const tracker = new MapOutputTracker()
  tracker.registerShuffle(1, 3, 2)
  return tracker
}

test('knows which outputs are missing', () => {
  const tracker = threeMaps()
  assert.equal(tracker.missingPartitions(1), [0, 1, 2])
  tracker.registerMapOutput(status(1, 'a'))
  tracker.registerMapOutput(status(1, 'b'))
  assert.equal(tracker.missingPartitions(1), [0, 2])
  assert.is(tracker.numAvailableOutputs(1), 1)
  assert.is(tracker.statuses(1)[1]?.location.executorId, 'b')
})

test('a shuffle is registered once, and outputs must be of it', () => {
  const tracker = threeMaps()
  assert.throws(() => tracker.registerShuffle(1, 3, 2), /registered already/)
  assert.throws(() => tracker.registerMapOutput(status(3, 'a')), /not of it/)
  assert.throws(() => tracker.registerMapOutput(status(0, 'a', [1])), /not of it/)
  assert.throws(() => tracker.statuses(2), /not registered/)
  assert.ok(tracker.containsShuffle(1))
  tracker.unregisterShuffle(1)
  assert.not(tracker.containsShuffle(1))
  assert.is(tracker.numAvailableOutputs(1), 0)
})

test('an output is lost only where it is said to be', () => {
  const tracker = threeMaps()
  tracker.registerMapOutput(status(0, 'a'))
  const { epoch } = tracker
  tracker.unregisterMapOutput(1, 0, at('b'))
  tracker.unregisterMapOutput(9, 0, at('a'))
  assert.is(tracker.epoch, epoch)
  assert.is(tracker.numAvailableOutputs(1), 1)
  tracker.unregisterMapOutput(1, 0, { ...at('a'), dirs: ['/x'] })
  assert.is(tracker.epoch, epoch + 1)
  assert.is(tracker.numAvailableOutputs(1), 0)
})

test('a lost executor or host takes its outputs along', () => {
  const tracker = threeMaps()
  tracker.registerMapOutput(status(0, 'a'))
  tracker.registerMapOutput(status(1, 'b'))
  tracker.registerMapOutput({ ...status(2, 'c'), location: at('c', 'hb') })
  tracker.removeOutputsOnExecutor('a')
  assert.equal(tracker.missingPartitions(1), [0])
  tracker.removeOutputsOnHost('hb')
  assert.equal(tracker.missingPartitions(1), [0, 1, 2])
  assert.is(tracker.epoch, 2)
})

test('a reducer is told what it has to read, or what is missing', () => {
  const tracker = threeMaps()
  tracker.registerMapOutput(status(0, 'a', [5, 0]))
  tracker.registerMapOutput(status(1, 'b', [7, 7]))
  assert.throws(() => tracker.outputsFor(1, 0), /output of map 2 of shuffle 1 is nowhere/)
  tracker.registerMapOutput(status(2, 'b', [0, 0]))
  assert.equal(
    tracker.outputsFor(1, 0).map(({ mapId, size }) => [mapId, size]),
    [
      [100, 5],
      [101, 7],
    ],
  )
  assert.equal(
    tracker.outputsFor(1, 1).map(({ mapIndex }) => mapIndex),
    [1],
  )
  assert.equal([...tracker.bytesByReducer(1)], [12, 7])
})

test('prefers executors with a fifth of the input', () => {
  const tracker = threeMaps()
  tracker.registerMapOutput(status(0, 'a', [19, 0]))
  tracker.registerMapOutput(status(1, 'b', [81, 0]))
  assert.equal(
    tracker.preferredLocations(1, 0).map((each) => each.executorId),
    ['b'],
  )
  tracker.registerMapOutput(status(2, 'a', [10, 0]))
  assert.equal(
    tracker.preferredLocations(1, 0).map((each) => each.executorId),
    ['b', 'a'],
  )
  assert.equal(tracker.preferredLocations(1, 1), [])
  assert.equal(tracker.preferredLocations(2, 0), [])
})

test('the account agrees with what is there, whatever happens', () => {
  const index = fc.nat(2)
  const who = fc.constantFrom('a', 'b')
  const event = fc.oneof(
    fc.tuple(fc.constant('register'), index, who),
    fc.tuple(fc.constant('unregister'), index, who),
    fc.tuple(fc.constant('executor'), index, who),
    fc.tuple(fc.constant('host'), index, who),
  )
  fc.assert(
    fc.property(fc.array(event), (events) => {
      const tracker = threeMaps()
      for (const [what, mapIndex, executorId] of events) {
        if (what === 'register') tracker.registerMapOutput(status(mapIndex, executorId))
        else if (what === 'unregister') tracker.unregisterMapOutput(1, mapIndex, at(executorId))
        else if (what === 'executor') tracker.removeOutputsOnExecutor(executorId)
        else tracker.removeOutputsOnHost(`h${executorId}`)
        const there = tracker.statuses(1).filter((each) => each !== undefined).length
        assert.is(tracker.numAvailableOutputs(1), there)
        assert.is(tracker.missingPartitions(1).length, 3 - there)
      }
    }),
  )
})

test('an output that was handed on is where it is now, and not lost with who made it', () => {
  const tracker = threeMaps()
  tracker.registerMapOutput(status(1, 'a'))
  assert.is(tracker.moveMapOutput(1, 101, at('b')), true)
  assert.is(tracker.holderOf(1, 1), 'b')
  tracker.removeOutputsOnExecutor('a')
  assert.is(tracker.numAvailableOutputs(1), 1)
  assert.is(tracker.moveMapOutput(1, 999, at('b')), false, 'nobody wrote that')
  assert.is(tracker.moveMapOutput(7, 101, at('b')), false, 'no such shuffle')
})

test('news of a move that come after the loss revive an output, unless it was made anew', () => {
  const tracker = threeMaps()
  tracker.registerMapOutput(status(0, 'a'))
  tracker.registerMapOutput(status(1, 'a'))
  tracker.removeOutputsOnExecutor('a')
  assert.is(tracker.moveMapOutput(1, 100, at('b')), true)
  assert.equal(tracker.missingPartitions(1), [1, 2])
  tracker.registerMapOutput({ ...status(1, 'c'), mapId: 555 })
  assert.is(tracker.moveMapOutput(1, 101, at('b')), false)
  assert.is(tracker.holderOf(1, 1), 'c')
})

test('a compressed size is at most a tenth too large, and empty only for the empty', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 35 }), (size) => {
      const [back = -1] = decompressSizes(compressSizes(Float64Array.of(size)))
      assert.is(back === 0, size === 0)
      assert.ok(back >= size * 0.99 - 1 && back <= size * 1.1 + 1, `${size} ${back}`)
    }),
  )
})

test.run()
