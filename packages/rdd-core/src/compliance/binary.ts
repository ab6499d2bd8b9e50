import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type OperatorCompliance, failureOf, holds, sorted } from './tools.js'

/** Files that are no lines of text. */
export function binaryCompliance(tools: OperatorCompliance): void {
  const { assert, context, dir, fc, test } = tools

  test('binaryFiles gives each file, to be read inside the task', async () => {
    const sc = await context()
    const at = dir()
    writeFileSync(join(at, 'a.bin'), Buffer.from([1, 2, 3]))
    writeFileSync(join(at, 'b.bin'), Buffer.alloc(0))
    const files = sc.binaryFiles(at)
    const sums = await files
      .map(([path, content]) => [path.slice(-5), content.size, [...content.bytes()]])
      .collect()
    assert.equal(sorted(sums), [
      ['a.bin', 3, [1, 2, 3]],
      ['b.bin', 0, []],
    ])
    const streamed = await files
      .values()
      .mapAsync(async (content) => {
        let bytes = 0
        for await (const chunk of content.open()) bytes += (chunk as Buffer).length
        return bytes
      })
      .sum()
    assert.equal(streamed, 3)
  })

  test('binaryRecords cuts files into records of one length', () =>
    holds(
      tools,
      [fc.integer({ min: 1, max: 7 }), fc.integer({ min: 0, max: 50 })],
      async (length, count) => {
        const sc = await context()
        const path = join(dir(), 'records')
        const bytes = Buffer.from(Array.from({ length: length * count }, (_, i) => (i * 7) % 256))
        writeFileSync(path, bytes)
        const rows = await sc.binaryRecords(path, length).collect()
        assert.equal(rows.length, count)
        assert.ok(Buffer.concat(rows).equals(bytes))
        assert.ok(rows.every((row) => row.length === length))
      },
    ))

  test('a file that does not hold whole records is refused before the job', async () => {
    const sc = await context()
    const path = join(dir(), 'records')
    writeFileSync(path, Buffer.alloc(7))
    const error = await failureOf(sc.binaryRecords(path, 2).count())
    assert.equal(error.code, 'RDD_RECORD_LENGTH')
    const none = await failureOf(Promise.resolve().then(() => sc.binaryRecords(path, 0)))
    assert.ok(none instanceof TypeError, none.message)
  })

  test('records of text end where the program says, wherever the file is cut', () =>
    holds(
      tools,
      [
        fc.array(fc.constantFrom('a', 'bc', '\n', 'é', '--'), { maxLength: 40 }),
        fc.integer({ min: 1, max: 6 }),
        fc.constantFrom('--', '\n\n', '-', 'bcb', 'a-'),
      ],
      async (pieces, n, delimiter) => {
        const sc = await context()
        const path = join(dir(), 'text')
        const text = pieces.join('')
        writeFileSync(path, text)
        const records = text.split(delimiter)
        if (records.at(-1) === '') records.pop()
        const read = sc.textFile(path, { minPartitions: n, delimiter })
        assert.equal(await read.collect(), records)
      },
    ))

  test('text that is compressed in a way nobody can read is refused by name', async () => {
    const sc = await context()
    const path = join(dir(), 'text.bz2')
    writeFileSync(path, 'BZh')
    const error = await failureOf(sc.textFile(path).count())
    assert.ok(error.code === 'RDD_INPUT_CODEC' && /text\.bz2/.test(error.message), error.message)
    const packed = join(dir(), 'text.gz')
    writeFileSync(packed, gzipSync('a--b\n--'))
    assert.equal(await sc.textFile(packed, { delimiter: '--' }).collect(), ['a', 'b\n'])
  })
}
