import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, tmpDir } from '@firesteel/testkit'
import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { emptyTaskMetrics } from '../../src/runtime.js'
import type { TaskRuntime } from '../../src/task-runtime.js'
import { delimitedText, isAmbiguous } from '../../src/text/delimited-text.js'
import { textLines } from '../../src/text/text-lines.js'

const test = suite('rdd-core: delimitedText')
const runtime = () => ({ metrics: emptyTaskMetrics(), openFiles: new Set<number>() }) as TaskRuntime

test('any text, cut anywhere and read in chunks of any size, gives each record once', () => {
  const path = join(tmpDir(), 'any.txt')
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('-', 'a', 'é', 'ab'), { maxLength: 30 }).map((all) => all.join('')),
      fc.array(fc.nat(40), { maxLength: 3 }),
      fc.integer({ min: 1, max: 9 }),
      fc.constantFrom('-', '--', '---', 'ab', 'éa'),
      (text, cuts, chunkBytes, delimiter) => {
        writeFileSync(path, text)
        const size = Buffer.byteLength(text)
        const ends = [...cuts.filter((cut) => cut < size).sort((a, b) => a - b), -1]
        const read = ends.flatMap((end, index) => {
          const start = index === 0 ? 0 : (ends[index - 1] as number)
          return [
            ...delimitedText(runtime(), { path, start, end, gzip: false, delimiter }, chunkBytes),
          ].flat()
        })
        const records = text.split(delimiter)
        if (records.at(-1) === '') records.pop()
        assert.equal(read, records)
      },
    ),
    { numRuns: 500 },
  )
})

test('a delimiter that can overlap itself is told from one that cannot', () => {
  for (const delimiter of ['a', 'ab', '--', '\n\n\n', 'aab']) assert.not(isAmbiguous(delimiter))
  for (const delimiter of ['aba', 'abab', '\r\n\r', 'a-a']) assert.ok(isAmbiguous(delimiter))
})

test('a file that is gone has no records where that is to be ignored, and fails the task elsewhere', () => {
  const split = { path: join(tmpDir(), 'gone.txt'), start: 0, end: -1, gzip: false }
  assert.throws(() => [...textLines(runtime(), split)], /ENOENT/)
  assert.equal([...textLines(runtime(), { ...split, ignoreMissing: true })], [])
})

test.run()
