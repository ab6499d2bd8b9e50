import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, tmpDir } from '@firesteel/testkit'
import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { emptyTaskMetrics } from '@firesteel/task-metrics'
import type { TaskRuntime } from '../../src/task-runtime.js'
import { textLines } from '../../src/text/text-lines.js'

const test = suite('rdd-core: textLines')
const dir = tmpDir()
const runtime = () =>
  ({
    metrics: emptyTaskMetrics(),
    openFiles: new Set<number>(),
    plainFile: (path: string) => path,
  }) as TaskRuntime

const read = (path: string, borders: readonly number[], chunkBytes: number): string[] => {
  const ends = [...borders, -1]
  return ends.flatMap((end, index) => {
    const start = index === 0 ? 0 : (ends[index - 1] as number)
    return [...textLines(runtime(), { path, start, end, gzip: false }, chunkBytes)].flat()
  })
}

test('any bytes, cut anywhere and read in chunks of any size, give each line once', () => {
  const path = join(dir, 'any.txt')
  const piece = fc.constantFrom('a', 'bc', 'é', '漢', '🎉', '\n', '\r', '\r\n', '\n\r', ' ')
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('')),
      fc.array(fc.nat(60), { maxLength: 3 }),
      fc.integer({ min: 1, max: 9 }),
      (text, cuts, chunkBytes) => {
        writeFileSync(path, text)
        const size = Buffer.byteLength(text)
        const borders = cuts.filter((cut) => cut < size).sort((a, b) => a - b)
        const lines = text.split(/\r\n|\r|\n/)
        if (lines.at(-1) === '') lines.pop()
        assert.equal(read(path, borders, chunkBytes), lines)
      },
    ),
    { numRuns: 400 },
  )
})

test('a line that begins at a border belongs to the split before it', () => {
  const path = join(dir, 'border.txt')
  writeFileSync(path, 'ab\ncd\nef\n')
  const lines = (start: number, end: number) =>
    [...textLines(runtime(), { path, start, end, gzip: false })].flat()
  assert.equal(lines(0, 3), ['ab', 'cd'])
  assert.equal(lines(3, 9), ['ef'])
})

test('a byte order mark at the beginning is no part of the text, later ones are', () => {
  const path = join(dir, 'mark.txt')
  writeFileSync(path, '\ufeffa\n\ufeffb')
  assert.equal(read(path, [], 1), ['a', '\ufeffb'])
})

test('bytes that are no UTF-8 are replaced, the rest is read', () => {
  const path = join(dir, 'broken.txt')
  writeFileSync(path, Buffer.from([0x61, 0xff, 0x0a, 0xc3, 0x0a, 0x62]))
  assert.equal(read(path, [], 1024), ['a\ufffd', '\ufffd', 'b'])
})

test('a line longer than many chunks is one line', () => {
  const path = join(dir, 'long.txt')
  const long = 'x'.repeat(10_000)
  writeFileSync(path, `${long}ü\nend`)
  assert.equal(read(path, [5_000], 64), [`${long}ü`, 'end'])
})

test('bytes and records are counted', () => {
  const path = join(dir, 'counted.txt')
  writeFileSync(path, 'a\nb\nc')
  const task = runtime()
  for (const lines of textLines(task, { path, start: 0, end: -1, gzip: false })) {
    assert.is(lines.length, 3)
  }
  assert.is(task.metrics.recordsRead, 3)
  assert.is(task.metrics.bytesRead, 5)
})

test.run()
