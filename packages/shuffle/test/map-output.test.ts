import { readFileSync, readdirSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs'
import { CLASS_CASES, COMPLIANCE_CLASSES, FIDELITY_CASES } from '@firesteel/serializer/compliance'
import { Serializer } from '@firesteel/serializer'
import { suite, tmpDir } from '@firesteel/testkit'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import {
  type ShuffleFetchFailedError,
  checkBlock,
  failureOf,
  findShuffleSegment,
  mapOutputFiles,
  readSegment,
  findLocalBlock,
  readShuffleBlock,
} from '../src/index.js'
import { type Record, newWriter, outputIn, readPairs, serializer } from './outputs.js'

const test = suite('shuffle: map outputs')

const filesIn = (dir: string) =>
  readdirSync(dir, { recursive: true, withFileTypes: true }).flatMap((each) =>
    each.isFile() ? [each.name] : [],
  )

function write(dirs: readonly string[], records: readonly Record[]): Float64Array {
  const writer = newWriter({ dirs })
  for (const [partition, key, value] of records) writer.write(partition, key, value)
  return writer.commit().sizes
}

/** Runs `read`, which must fail with a fetch failure; gives the failure. */
function fetchFailure(read: () => unknown): ShuffleFetchFailedError {
  try {
    read()
  } catch (error) {
    assert.is((error as { code?: string }).code, 'SHUFFLE_FETCH_FAILED', (error as Error).stack)
    return error as ShuffleFetchFailedError
  }
  return assert.unreachable('it could be read') as never
}

const value = fc.oneof(
  fc.integer(),
  fc.string({ unit: 'binary' }),
  fc.record({ a: fc.double(), b: fc.option(fc.string()) }),
  fc.tuple(fc.integer(), fc.boolean()),
)
const anyRecord = fc.tuple(fc.nat(2), fc.oneof(fc.string(), fc.integer()), value)

test('each reducer reads its records in the order in which they were written, however little is buffered', () => {
  fc.assert(
    fc.property(
      fc.array(anyRecord, { maxLength: 300 }),
      fc.constantFrom(1, 60, 1 << 18),
      fc.constantFrom(0, 100, 1 << 20),
      (records, maxBufferedRecords, maxBufferedBytes) => {
        const dirs = [tmpDir(), tmpDir()]
        const writer = newWriter({ dirs, maxBufferedRecords, maxBufferedBytes })
        for (const [partition, key, item] of records) writer.write(partition, key, item)
        const { sizes, bytesWritten, recordsWritten, bytesSpilled } = writer.commit()
        assert.is(recordsWritten, records.length)
        assert.is(
          bytesWritten,
          sizes.reduce((a, b) => a + b, 0),
        )
        if (maxBufferedBytes === 0) assert.is(bytesSpilled > 0, records.length > 0)
        for (let reducer = 0; reducer < 3; reducer++) {
          const expected = records.filter(([p]) => p === reducer).map(([, k, v]) => [k, v])
          assert.is(sizes[reducer] === 0, expected.length === 0)
          assert.equal(readPairs(dirs, reducer), expected)
        }
      },
    ),
    { numRuns: 60 },
  )
})

test('leaves two files named as Spark’s, with Spark’s offsets, and nothing else', () => {
  const dir = tmpDir()
  const sizes = write(
    [dir],
    [
      [0, 'a', 1],
      [2, 'b', 2],
    ],
  )
  assert.equal(filesIn(dir).sort(), ['shuffle_1_4_0.data', 'shuffle_1_4_0.index'])
  const index = readFileSync(mapOutputFiles([dir], 1, 4).index)
  const offsets = [0, 8, 16, 24].map((at) => Number(index.readBigInt64BE(at)))
  const [a, b, c] = sizes
  assert.equal(offsets, [0, a, a, (a ?? 0) + (c ?? 0)])
  assert.is(b, 0)
})

test('leaves nothing after an abort, nor of what was spilled', () => {
  const dir = tmpDir()
  const writer = newWriter({ dirs: [dir], maxBufferedRecords: 1, maxBufferedBytes: 10 })
  for (let i = 0; i < 1000; i++) writer.write(i % 3, i, i)
  assert.ok(filesIn(dir).length > 0)
  writer.abort()
  assert.equal(filesIn(dir), [])
})

test('a record that cannot travel fails the writer with the path to it, and leaves nothing', () => {
  const dir = tmpDir()
  const writer = newWriter({ dirs: [dir] })
  writer.write(0, 'k', { f: () => 1 })
  assert.throws(() => writer.commit(), /value\.f: a function/)
  writer.abort()
  assert.equal(filesIn(dir), [])
})

test('of two attempts with one name the first stays, and both describe it', () => {
  const dir = tmpDir()
  const first = newWriter({ dirs: [dir] })
  const second = newWriter({ dirs: [dir] })
  first.write(0, 'first', 1)
  second.write(1, 'second', 'longer than the first')
  const committed = first.commit()
  assert.equal(second.commit().sizes, committed.sizes)
  assert.equal(readPairs([dir], 0), [['first', 1]])
  assert.equal(filesIn(dir).length, 2)
})

test('an attempt replaces what another left half done', () => {
  const halves: ((files: { data: string; index: string }) => void)[] = [
    ({ index }) => unlinkSync(index),
    ({ data }) => unlinkSync(data),
    ({ data }) => truncateSync(data, 3),
    ({ index }) => truncateSync(index, 9),
    ({ index }) => writeFileSync(index, Buffer.alloc(36)),
  ]
  for (const spoil of halves) {
    const dir = tmpDir()
    write([dir], [[0, 'old', 0]])
    spoil(mapOutputFiles([dir], 1, 4))
    write([dir], [[0, 'new', 1]])
    assert.equal(readPairs([dir], 0), [['new', 1]])
  }
})

test('any changed byte of either file is found out', () => {
  const dir = tmpDir()
  const records: Record[] = []
  for (let i = 0; i < 20; i++) records.push([i % 3, `key ${i}`, { i, half: i / 2 }])
  write([dir], records)
  const files = mapOutputFiles([dir], 1, 4)
  for (const path of [files.data, files.index]) {
    const good = readFileSync(path)
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const bad = Buffer.from(good)
        bad[at] = (bad[at] as number) ^ change
        writeFileSync(path, bad)
        const read = () => [0, 1, 2].map((reducer) => readPairs([dir], reducer))
        assert.equal(fetchFailure(read).failure.mapIndex, 2)
      }),
    )
    writeFileSync(path, good)
  }
  assert.is(readPairs([dir], 0).length, 7)
})

test('a missing or shortened output is a fetch failure with its facts', () => {
  const dir = tmpDir()
  const missing = fetchFailure(() => readPairs([dir], 1))
  assert.equal(missing.failure, {
    shuffleId: 1,
    mapId: 4,
    mapIndex: 2,
    reduceId: 1,
    location: outputIn([dir]).location,
  })
  assert.match(
    missing.message,
    /cannot read shuffle_1_4_1 of executor 0 on here: its files are gone/,
  )
  write([dir], [[1, 'a', 1]])
  assert.ok(findShuffleSegment([dir], 1, 4, 1))
  assert.is(findShuffleSegment([dir], 1, 4, 3), undefined)
  truncateSync(mapOutputFiles([dir], 1, 4).data, 5)
  fetchFailure(() => readPairs([dir], 1))
  fetchFailure(() =>
    findLocalBlock(1, 1, { ...outputIn([]), location: { executorId: '0', host: 'h', port: 1 } }),
  )
})

test('fetched bytes are checked as well', () => {
  const dir = tmpDir()
  write([dir], [[1, 'a', 1]])
  const output = outputIn([dir])
  const failure = failureOf(1, 1, output)
  const block = findLocalBlock(1, 1, output)
  checkBlock(block, failure)
  const bytes = readSegment(block) as Uint8Array
  checkBlock(bytes, failure)
  fetchFailure(() => checkBlock(bytes.subarray(0, bytes.length - 1), failure))
  fetchFailure(() => checkBlock(bytes.subarray(0, 2), failure))
})

const ids = new Map(Object.entries(COMPLIANCE_CLASSES).map(([id, ctor]) => [ctor, id]))
const withClasses = new Serializer({
  classes: { idOf: (ctor) => ids.get(ctor), classOf: (id) => COMPLIANCE_CLASSES[id] },
})
test('every kind of row survives a shuffle', () => {
  const cases = [...FIDELITY_CASES, ...CLASS_CASES]
  const dir = tmpDir()
  const writer = newWriter({ dirs: [dir], serializer: withClasses })
  cases.forEach(({ make }, index) => writer.write(index % 3, index, make()))
  writer.commit()
  let seen = 0
  for (const reducer of [0, 1, 2]) {
    const output = outputIn([dir])
    const block = findLocalBlock(1, reducer, output)
    for (const batch of readShuffleBlock(block, withClasses, failureOf(1, reducer, output))) {
      batch.keys.forEach((key, i) => cases[key as number]?.check(batch.values[i]))
      seen += batch.keys.length
    }
  }
  assert.is(seen, cases.length)
})

test('reads batches one by one', () => {
  const dir = tmpDir()
  write(
    [dir],
    Array.from({ length: 5000 }, (_, i): Record => [0, i, `v${i}`]),
  )
  const output = outputIn([dir])
  const batches = readShuffleBlock(
    findLocalBlock(1, 0, output),
    serializer,
    failureOf(1, 0, output),
  )
  const lengths = Array.from(batches, ({ keys }) => keys.length)
  // The first tells how large records are.
  assert.equal(lengths, [16, 1024, 1024, 1024, 1024, 888])
})

test.run()
