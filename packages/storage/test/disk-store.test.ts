import { readdirSync } from 'node:fs'
import { suite, tmpDir } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { DiskStore, blockPath, rddBlock } from '../src/index.js'

const test = suite('storage: block files')

let count = 0
const newStore = () => new DiskStore({ dirs: [tmpDir(), tmpDir()], unique: () => `t${count++}` })

test('gives back what was put, over what was there', () => {
  const store = newStore()
  store.put(rddBlock(1, 2), Uint8Array.of(1))
  store.put(rddBlock(1, 2), Uint8Array.of(2, 3))
  assert.equal([...(store.get(rddBlock(1, 2)) ?? [])], [2, 3])
  assert.is(store.size(rddBlock(1, 2)), 2)
  assert.ok(store.remove(rddBlock(1, 2)))
  assert.not(store.remove(rddBlock(1, 2)))
  assert.is(store.get(rddBlock(1, 2)), undefined)
  assert.is(store.size(rddBlock(1, 2)), undefined)
})

test('spreads blocks over all directories and leaves no temporary files', () => {
  const store = newStore()
  for (let i = 0; i < 200; i++) store.put(rddBlock(1, i), Uint8Array.of(i))
  const files = store.dirs.map((dir) => readdirSync(dir, { recursive: true, withFileTypes: true }))
  for (const inDir of files) {
    assert.ok(inDir.filter((each) => each.isFile()).length > 50)
    assert.ok(inDir.filter((each) => each.isDirectory()).length > 20)
  }
  const names = files.flat().flatMap((each) => (each.isFile() ? [each.name] : []))
  assert.is(names.length, 200)
  assert.ok(names.every((name) => /^rdd_1_\d+$/.test(name)))
})

test('a path depends on the directories and the name alone', () => {
  assert.is(blockPath(['/a', '/b'], 'rdd_1_2'), blockPath(['/a', '/b'], 'rdd_1_2'))
  assert.match(blockPath(['/a'], 'shuffle_1_2_0.data'), /^\/a\/[0-3][0-9a-f]\/shuffle_1_2_0\.data$/)
  assert.throws(() => blockPath([], 'rdd_1_2'), /at least one directory/)
})

test.run()
