import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import {
  StorageLevel,
  checkStorageLevel,
  describeStorageLevel,
  isPersisted,
  sameStorageLevel,
  storageLevelFrom,
} from '../src/index.js'

const test = suite('storage-level')

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
  assert.not(isPersisted(StorageLevel.NONE))
  assert.ok(isPersisted(StorageLevel.DISK_ONLY))
})

test('each of them can be kept; one that makes no sense is refused with the reason', () => {
  for (const level of Object.values(StorageLevel)) checkStorageLevel(level)
  const { MEMORY_ONLY, OFF_HEAP, DISK_ONLY } = StorageLevel
  assert.throws(() => checkStorageLevel({ ...MEMORY_ONLY, replication: 40 }), /from 1 to 39/)
  assert.throws(() => checkStorageLevel({ ...MEMORY_ONLY, replication: 1.5 }), /whole number/)
  assert.throws(() => checkStorageLevel({ ...OFF_HEAP, deserialized: true }), /bytes only/)
  assert.throws(() => checkStorageLevel({ ...DISK_ONLY, useOffHeap: true }), /off heap is memory/)
  assert.throws(() => checkStorageLevel('MEMORY_ONLY' as never), /it is no object/)
})

test.run()
