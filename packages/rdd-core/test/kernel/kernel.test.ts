import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, tmpDir } from '@firesteel/testkit'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import type { Rdd } from '../../src/index.js'
import { MiniContext } from '../mini-context.js'

const test = suite('rdd-core: stages in the kernel')

/** Jobs of forms that the kernel knows. */
const JOBS: Record<string, (lines: Rdd<string>) => Promise<unknown>> = {
  'word count': (lines) =>
    lines
      .flatMap((line) => line.split(' '))
      .map((word) => [word, 1])
      .reduceByKey((a, b) => a + b)
      .collect(),
  'the largest of a constant': (lines) =>
    lines
      .flatMap((line) => line.split(/[,\s]+/))
      .filter((word) => word !== '')
      .map((word) => [word, 7])
      .reduceByKey((a, b) => Math.max(a, b))
      .collect(),
  'distinct words': (lines) =>
    lines
      .flatMap((line) => line.toLowerCase().split(/\W+/))
      .distinct()
      .collect(),
  countByValue: (lines) => lines.flatMap((line) => line.split(',')).countByValue(),
  'words counted': (lines) => lines.flatMap((line) => line.split(' ')).count(),
}

const text = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ' ',
        '  ',
        ',',
        '\n',
        '\r\n',
        '\r',
        'a',
        'b',
        'word',
        'Word',
        'ä',
        '😀',
        '\u2003',
      ),
      fc.string({ unit: 'binary', maxLength: 5 }),
    ),
    { maxLength: 80 },
  )
  .map((parts) => Buffer.from(parts.join('')))
const bytes = fc.uint8Array({ maxLength: 60 }).map((all) => Buffer.from(all))

for (const [name, job] of Object.entries(JOBS)) {
  test(`${name} gives the same rows as the generated loop, for any file and any cut`, async () => {
    const file = join(tmpDir(), 'text')
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(text, bytes),
        fc.integer({ min: 1, max: 5 }),
        async (content, splits) => {
          writeFileSync(file, content)
          const answers: unknown[] = []
          for (const kernel of [true, false]) {
            const sc = new MiniContext()
            sc.kernel = kernel
            answers.push([
              await job(sc.textFile(file, splits)),
              sc.metrics.recordsRead,
              sc.metrics.bytesRead,
            ])
          }
          assert.equal(answers[0], answers[1])
        },
      ),
      { numRuns: 60 },
    )
  })
}

test('toDebugString says that a stage runs in the kernel, and what it does there', async () => {
  const file = join(tmpDir(), 'text')
  writeFileSync(file, 'a b\na')
  const words = new MiniContext().textFile(file).flatMap((line) => line.split(' '))
  const counts = words.map((word) => [word, 1]).reduceByKey((a, b) => a + b)
  assert.match(await counts.toDebugString(), /\n +\| +runs in the kernel: split by " ", sum of 1\n/)
  const others = words.map((word) => [word, word.length]).reduceByKey((a, b) => a + b)
  assert.not.match(await others.toDebugString(), /runs in/)
})

test('a kept dataset on the way is computed by the loop, so that its rows can be kept', async () => {
  const file = join(tmpDir(), 'text')
  writeFileSync(file, 'a b\na')
  const sc = new MiniContext()
  const words = sc
    .textFile(file, 1)
    .flatMap((line) => line.split(' '))
    .cache()
  assert.is(await words.count(), 3)
  assert.is(sc.cache.size, 1)
})

test('words are handed on when there is no more memory, and nothing is lost', async () => {
  const file = join(tmpDir(), 'text')
  const all = Array.from({ length: 60_000 }, (_, i) => `word${i % 30_000}`)
  writeFileSync(file, all.join(' '))
  const sc = new MiniContext()
  sc.memory.limit = 1 << 20
  const counts = sc
    .textFile(file, 1)
    .flatMap((line) => line.split(' '))
    .map((word) => [word, 1])
    .reduceByKey((a, b) => a + b)
  assert.equal(new Set((await counts.collect()).map(([, n]) => n)), new Set([2]))
})

test.run()
