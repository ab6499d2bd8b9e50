import { closeSync, existsSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, tmpDir } from '@firesteel/testkit'
import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { BlockFileWriter, DiskStore, rddBlock, readRuns } from '../src/index.js'

const test = suite('storage: block files under way')

const piece = (bytes: Uint8Array): Buffer => {
  const header = Buffer.alloc(4)
  header.writeUInt32LE(bytes.length)
  return Buffer.concat([header, bytes])
}

test('runs of a file are whole pieces, whatever their lengths', () => {
  const path = join(tmpDir(), 'runs')
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 70 })),
      fc.integer({ min: 1, max: 40 }),
      (bodies, runBytes) => {
        const pieces = bodies.map(piece)
        writeFileSync(path, Buffer.concat(pieces))
        const file = openSync(path, 'r')
        try {
          const ends = new Set<number>([0])
          let end = 0
          for (const each of pieces) ends.add((end += each.length))
          const runs: Buffer[] = []
          let at = 0
          for (const run of readRuns(file, runBytes)) {
            runs.push(Buffer.from(run))
            assert.ok(ends.has((at += run.length)), 'a run ends with a piece')
          }
          assert.equal(Buffer.concat(runs), Buffer.concat(pieces))
        } finally {
          closeSync(file)
        }
      },
    ),
  )
})

test('a file that was cut short is no block', () => {
  const path = join(tmpDir(), 'cut')
  writeFileSync(path, piece(Buffer.from('whole')).subarray(0, 7))
  const file = openSync(path, 'r')
  assert.throws(() => [...readRuns(file, 64)], /ends within a piece/)
  closeSync(file)
})

test('a block is in its place after commit, and nothing is anywhere after abort', () => {
  const disk = new DiskStore({ dirs: [tmpDir()], unique: () => 'u' })
  const id = rddBlock(1, 2)
  const writer = new BlockFileWriter(disk, id)
  writer.write(Buffer.from('ab'))
  assert.is(disk.size(id), undefined)
  assert.ok(existsSync(disk.temporaryPath(id)))
  assert.is(writer.commit(), 2)
  writer.abort()
  assert.equal(disk.get(id), Buffer.from('ab'))
  const other = new BlockFileWriter(disk, rddBlock(1, 3))
  other.write(Buffer.from('c'))
  other.abort()
  assert.not(existsSync(disk.temporaryPath(rddBlock(1, 3))))
  assert.is(disk.size(rddBlock(1, 3)), undefined)
})

test.run()
