import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { StorageLevel } from '@firesteel/storage-level'
import { BlockDirectory, blockName, rddBlock } from '../src/index.js'

const test = suite('storage: who has which block')

const executor = (executorId: string) => ({
  executorId,
  host: `h${executorId}`,
  port: 7,
  dirs: ['/d'],
})
const inMemory = { level: StorageLevel.MEMORY_ONLY, memoryBytes: 5, diskBytes: 0 }
const gone = { level: StorageLevel.NONE, memoryBytes: 0, diskBytes: 0 }

function twoExecutors(): BlockDirectory {
  const directory = new BlockDirectory()
  directory.registerExecutor(executor('1'))
  directory.registerExecutor(executor('2'))
  return directory
}
const holders = (directory: BlockDirectory, partition: number) =>
  directory.locations(rddBlock(1, partition)).map(({ executorId, slot }) => `${executorId}/${slot}`)

test('knows every copy with its slot', () => {
  const directory = twoExecutors()
  assert.ok(directory.update('1', 0, rddBlock(1, 0), inMemory))
  directory.update('1', 1, rddBlock(1, 0), inMemory)
  directory.update('2', undefined, rddBlock(1, 0), inMemory)
  assert.equal(holders(directory, 0), ['1/0', '1/1', '2/undefined'])
  assert.is(directory.copies(rddBlock(1, 0))[0]?.memoryBytes, 5)
  assert.equal(directory.locations(rddBlock(1, 0))[0], { ...executor('1'), slot: 0 })
  assert.equal(
    directory.rddLocations(1, 2).map((each) => each.length),
    [3, 0],
  )
})

test('forgets a copy that was dropped', () => {
  const directory = twoExecutors()
  directory.update('1', 0, rddBlock(1, 0), inMemory)
  directory.update('1', 1, rddBlock(1, 0), inMemory)
  directory.update('1', 0, rddBlock(1, 0), gone)
  assert.equal(holders(directory, 0), ['1/1'])
})

test('a report of an executor that is not there changes nothing', () => {
  const directory = twoExecutors()
  assert.not(directory.update('3', 0, rddBlock(1, 0), inMemory))
  assert.equal(directory.blocks(), [])
})

test('a lost slot or executor takes its copies along, and says which blocks nobody has now', () => {
  const directory = twoExecutors()
  directory.update('1', 0, rddBlock(1, 0), inMemory)
  directory.update('1', 0, rddBlock(1, 1), inMemory)
  directory.update('1', 1, rddBlock(1, 2), inMemory)
  directory.update('2', 0, rddBlock(1, 1), inMemory)
  assert.equal(directory.removeSlot('1', 0).map(blockName), ['rdd_1_0'])
  assert.equal(directory.removeExecutor('1').map(blockName), ['rdd_1_2'])
  assert.equal(directory.blocks().map(blockName), ['rdd_1_1'])
  assert.is(directory.executor('1'), undefined)
  assert.is(directory.executors().length, 1)
})

test('an executor that registers again has nothing', () => {
  const directory = twoExecutors()
  directory.update('1', 0, rddBlock(1, 0), inMemory)
  directory.registerExecutor(executor('1'))
  assert.equal(directory.blocks(), [])
})

test('removing a dataset tells who held it', () => {
  const directory = twoExecutors()
  directory.update('1', 0, rddBlock(1, 0), inMemory)
  directory.update('1', 0, rddBlock(1, 1), inMemory)
  directory.update('2', 1, rddBlock(1, 1), inMemory)
  directory.update('2', 1, rddBlock(2, 0), inMemory)
  assert.equal(
    directory.removeRdd(1).map((each) => each.executorId),
    ['1', '2'],
  )
  assert.equal(directory.blocks().map(blockName), ['rdd_2_0'])
})

test.run()
