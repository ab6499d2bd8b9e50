import { suite } from '@firesteel/testkit'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { type ClosureText, TextKernel, type TextPlan, planText } from '../src/index.js'

const test = suite('text kernel')

const textOf = (fn: (...args: never[]) => unknown): ClosureText => ({
  source: fn.toString(),
  freeVariables: [],
  isAsync: false,
  isGenerator: false,
})

/** Functions that the kernel knows, as users write them. */
const SPLITS: readonly ((line: string) => string[])[] = [
  (line) => line.split(' '),
  (line) => line.split(','),
  (line) => line.split(/\s+/),
  (line) => line.split(/\W+/),
  (line) => line.split(/\s/),
  (line) => line.split(/[ ,.]+/),
  (line) => line.split(/[^a-z]+/),
  (line) => line.toLowerCase().split(' '),
  (line) => line.toLowerCase().split(/\W+/),
  (line) => line.toLowerCase().split(/\s+/),
]

/** Lines as `textFile` reads them. */
function linesOf(text: string): string[] {
  const lines = text.split(/\r\n|\r|\n/)
  if (lines.at(-1) === '') lines.pop()
  return lines
}

function counted(words: readonly string[]): [string, number][] {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts]
}

function run(plan: TextPlan, bytes: Uint8Array, pieces: readonly number[], inputBytes: number) {
  const kernel = new TextKernel({ plan, inputBytes })
  let piece = 0
  for (let at = 0; at < bytes.length; ) {
    const { space } = { space: kernel.space }
    const wanted = pieces.length === 0 ? space.length : (pieces[piece++ % pieces.length] as number)
    const count = Math.min(space.length, wanted, bytes.length - at)
    space.set(bytes.subarray(at, at + count))
    kernel.take(count, at + count === bytes.length)
    at += count
  }
  const found: [string, number | null][] = []
  kernel.drain((word, value) => found.push([word, value]))
  return { found, kernel }
}

const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ' ',
        ',',
        '\n',
        '\r',
        '\r\n',
        '\t',
        '  ',
        '.',
        'K',
        'İ',
        'Σ',
        '\u00a0',
        '\u3000',
        '\u2028',
        '\0',
      ),
      fc.string({ maxLength: 12 }),
      fc.string({ unit: 'grapheme', maxLength: 4 }),
      fc.constantFrom('the', 'word', 'Word', 'exactly8', 'nineteen-characters', "it's"),
    ),
    { maxLength: 60 },
  )
  .map((parts) => Buffer.from(parts.join('')))

const broken = fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes))

for (const split of SPLITS) {
  for (const filter of [
    undefined,
    (word: string) => word !== '',
    (word: string) => word.length > 0,
  ]) {
    test(`counts what ${String(split)}${filter === undefined ? '' : `, ${String(filter)}`} makes of any bytes, in the same order`, () => {
      const plan = planText({
        split: textOf(split),
        filters: filter === undefined ? [] : [textOf(filter)],
        pair: textOf((word: string) => [word, 1]),
        fold: textOf((a: number, b: number) => a + b),
      })
      assert.ok(plan)
      fc.assert(
        fc.property(
          fc.oneof(nasty, broken),
          fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 4 }),
          fc.constantFrom(16, 64, 1 << 12),
          (bytes, pieces, inputBytes) => {
            const lines = linesOf(bytes.toString('utf8'))
            const words = lines.flatMap(split).filter(filter ?? (() => true))
            const { found, kernel } = run(plan as TextPlan, bytes, pieces, inputBytes)
            assert.equal(found, counted(words))
            assert.is(kernel.lines, lines.length)
            assert.is(kernel.words, words.length)
          },
        ),
        { numRuns: 150 },
      )
    })
  }
}

test('holds a hundred thousand different words of many lengths', () => {
  const plan = planText({
    split: textOf((line: string) => line.split(' ')),
    filters: [],
    pair: textOf((word: string) => [word, 2]),
    fold: textOf((x: number, y: number) => y + x),
  }) as TextPlan
  const words = Array.from({ length: 300_000 }, (_, i) => `${'x'.repeat(i % 23)}${i % 100_000}`)
  const { found } = run(plan, Buffer.from(words.join(' ')), [], 1 << 16)
  assert.equal(
    found,
    counted(words).map(([word, count]) => [word, count * 2]),
  )
})

test('forgets what was handed over and counts on', () => {
  const plan = planText({
    split: textOf((line: string) => line.split(' ')),
    filters: [],
    fold: 'count',
  }) as TextPlan
  const kernel = new TextKernel({ plan })
  const feed = (text: string, last: boolean) => {
    kernel.space.set(Buffer.from(text))
    kernel.take(text.length, last)
  }
  const all: [string, number | null][] = []
  feed('a b a\nc ', false)
  kernel.drain((word, value) => all.push([word, value]))
  feed('a', true)
  assert.is(kernel.size, 1)
  kernel.drain((word, value) => all.push([word, value]))
  assert.equal(all, [
    ['a', 2],
    ['b', 1],
    ['c', 1],
    ['a', 1],
  ])
})

test('only counts words where nothing else is asked, in a few pages of memory', () => {
  const plan = planText({
    split: textOf((line: string) => line.split(' ')),
    filters: [],
  }) as TextPlan
  const bytes = Buffer.from(Array.from({ length: 50_000 }, (_, i) => `w${i}`).join(' '))
  const { kernel } = run(plan, bytes, [], 1 << 12)
  assert.is(kernel.words, 50_000)
  assert.ok(kernel.usedBytes < 1 << 16)
})

test.run()
