import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import {
  StorageLevel,
  describeStorageLevel,
  isStored,
  sameStorageLevel,
  storageLevelFrom,
} from '../src/index.js'

const test = suite('storage: levels')

test('are described as on Spark’s pages', () => {
  assert.is(describeStorageLevel(StorageLevel.MEMORY_ONLY), 'Memory Deserialized 1x Replicated')
  assert.is(
    describeStorageLevel(StorageLevel.MEMORY_AND_DISK_SER_2),
    'Disk Memory Serialized 2x Replicated',
  )
  assert.is(describeStorageLevel(StorageLevel.DISK_ONLY), 'Disk Serialized 1x Replicated')
  assert.is(
    describeStorageLevel(StorageLevel.OFF_HEAP),
    'Disk Memory (off heap) Serialized 1x Replicated',
  )
})

test('are found by name, and differ from one another', () => {
  const names = Object.keys(StorageLevel)
  for (const name of names) {
    for (const other of names) {
      const same = sameStorageLevel(storageLevelFrom(name), storageLevelFrom(other))
      assert.is(same, name === other, `${name} ${other}`)
    }
  }
  assert.throws(
    () => storageLevelFrom('toString'),
    /there is no storage level toString; there are NONE/,
  )
})

test('NONE keeps nothing', () => {
  assert.not(isStored(StorageLevel.NONE))
  assert.ok(isStored(StorageLevel.DISK_ONLY))
})

test.run()
