import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { suite, tmpDir } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { PlainFiles } from '../src/slot/plain-files.js'
import { readFileSync } from 'node:fs'

const test = suite('task: PlainFiles')

test('of a damaged file what comes before the damage is read, where that is asked for', async () => {
  const dir = tmpDir()
  const path = join(dir, 'damaged.gz')
  const text = Array.from({ length: 50_000 }, (_, i) => `line ${i * 7919}`).join('\n')
  const packed = gzipSync(text)
  writeFileSync(path, packed.subarray(0, packed.length >> 1))
  const strict = new PlainFiles(dir, () => 'strict')
  await strict.prepare(path).then(
    () => assert.unreachable(),
    (error) => {
      assert.is(error.code, 'TASK_INPUT_DAMAGED')
      assert.ok(error.message.includes(path), error.message)
    },
  )
  const lenient = new PlainFiles(dir, () => 'lenient')
  await lenient.prepare(path, true)
  const read = readFileSync(lenient.of(path), 'utf8')
  assert.ok(read.length > 1_000 && read.length < text.length && text.startsWith(read))
  lenient.close()
  strict.close()
})

test.run()
