import { truncateSync, writeFileSync } from 'node:fs'
import { suite, tmpDir } from '@firesteel/testkit'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import {
  BlockReader,
  BlockWindow,
  failureOf,
  findLocalBlock,
  mapOutputFiles,
  readShuffleBlock,
} from '../src/index.js'
import { newWriter, outputIn, readPairs, serializer } from './outputs.js'

const test = suite('shuffle: blocks read piece by piece')

const WINDOW = 1 << 20

test('any part of a block in a file is what the file has there, in whatever steps it is read', () => {
  const file = `${tmpDir()}/block`
  const all = Buffer.from(Array.from({ length: 3 * WINDOW + 17 }, (_, i) => (i * 31) >> 3))
  writeFileSync(file, all)
  const step = fc.oneof(fc.nat(100), fc.nat(2 * WINDOW))
  fc.assert(
    fc.property(fc.nat(1_000), fc.array(step, { maxLength: 20 }), (offset, steps) => {
      const length = all.length - offset
      const reader = new BlockReader({ file, offset, length })
      let at = 0
      for (const count of steps) {
        const taken = Math.min(count, length - at)
        const expected = all.subarray(offset + at, offset + at + taken)
        if (expected.compare(reader.view(at, taken)) !== 0) return false
        at += taken >> 1
      }
      reader.close()
      return true
    }),
    { numRuns: 30 },
  )
})

test('a block that is larger than the window comes whole, and one window serves all blocks', () => {
  const dirs = [tmpDir()]
  const writer = newWriter({ dirs })
  const rows = Array.from({ length: 40_000 }, (_, i): [number, string] => [i, `${i}`.padEnd(90)])
  for (const [key, value] of rows) writer.write(1, key, value)
  writer.write(2, 'one', 'x'.repeat(3 * WINDOW))
  writer.write(2, 'two', 'y')
  writer.commit()
  const window = new BlockWindow()
  const read = (reducer: number): [unknown, unknown][] => {
    const output = outputIn(dirs)
    const block = findLocalBlock(1, reducer, output)
    const batches = readShuffleBlock(block, serializer, failureOf(1, reducer, output), window)
    return [...batches].flatMap(({ keys, values }) =>
      keys.map((key, i): [unknown, unknown] => [key, values[i]]),
    )
  }
  assert.ok(findLocalBlock(1, 1, outputIn(dirs)).length > 3 * WINDOW)
  assert.equal(read(1), rows)
  assert.equal(
    read(2).map(([key, value]) => [key, (value as string).length]),
    [
      ['one', 3 * WINDOW],
      ['two', 1],
    ],
  )
  assert.equal(read(1), rows)
})

test('a large block that is cut short, or has one other byte, gives no record at all', () => {
  const dirs = [tmpDir()]
  const writer = newWriter({ dirs })
  for (let i = 0; i < 60_000; i++) writer.write(0, i, `${i}`.padEnd(60))
  writer.commit()
  const { data } = mapOutputFiles(dirs, 1, 4)
  const { length } = findLocalBlock(1, 0, outputIn(dirs))
  truncateSync(data, length - 1)
  assert.throws(() => readPairs(dirs, 0), /cut short/)
  truncateSync(data, length)
  assert.throws(() => readPairs(dirs, 0), /damaged \(checksum/)
})

test.run()
