import { existsSync, readdirSync } from 'node:fs'
import { suite, tmpDir } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { SpillFile } from '../src/index.js'

const test = suite('memory: spill files')

test('are appended to, read anywhere, and gone with close', () => {
  const dir = `${tmpDir()}/blocks`
  const file = new SpillFile(dir, 'temp_local_a')
  assert.not(existsSync(dir), 'nothing is made before the first byte')
  assert.is(file.append(Uint8Array.of(1, 2, 3)), 0)
  assert.is(file.append(Uint8Array.of(4, 5, 6), 2), 3)
  assert.is(file.length, 5)
  assert.equal([...file.read(1, 3)], [2, 3, 4])
  const own = new Uint8Array(8)
  assert.is(file.read(0, 5, own).buffer, own.buffer)
  assert.throws(() => file.read(3, 9), /was cut short/)
  file.close()
  assert.equal(readdirSync(dir), [])
  assert.throws(() => file.read(0, 1), /is gone with its task/)
})

test('are filled anew once cleared', () => {
  const file = new SpillFile(tmpDir(), 'temp_local_b')
  file.append(Uint8Array.of(1, 2, 3))
  file.clear()
  assert.is(file.append(Uint8Array.of(9)), 0)
  assert.equal([...file.read(0, 1)], [9])
  file.close()
})

test.run()
