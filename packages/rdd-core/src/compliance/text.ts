import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type OperatorCompliance, failureOf, holds, sorted } from './tools.js'

/** Files in and out. */
export function textCompliance(tools: OperatorCompliance): void {
  const { assert, context, dir, fc, test } = tools
  const write = (text: string | Uint8Array, name = 'text.txt'): string => {
    const path = join(dir(), name)
    writeFileSync(path, text)
    return path
  }
  /** The rule itself: LF, CR or CRLF end a line; what follows the last one is a line if it is not empty. */
  const linesOf = (text: string): string[] => {
    const lines = text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/)
    if (lines.at(-1) === '') lines.pop()
    return lines
  }

  test('every line is in one split, wherever a file is cut: UTF-8, CR, LF and CRLF', () => {
    const piece = fc.constantFrom('a', 'ü', '🎉', '漢字', '\n', '\r\n', '\r', 'word ', '', '\n\n')
    const text = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''))
    return holds(
      tools,
      [text, fc.integer({ min: 1, max: 9 }), fc.boolean()],
      async (body, n, bom) => {
        const content = bom && body !== '' ? `\ufeff${body}` : body
        const sc = await context()
        const lines = await sc.textFile(write(content), n).collect()
        assert.equal(lines, linesOf(content))
      },
    )
  })

  test('files, directories, patterns and lists are read; hidden files are not', async () => {
    const at = dir()
    const folder = join(at, 'folder')
    mkdirSync(folder)
    writeFileSync(join(folder, 'a.txt'), 'a1\na2\n')
    writeFileSync(join(folder, 'b.log'), 'b1')
    writeFileSync(join(folder, '_SUCCESS'), 'no')
    writeFileSync(join(folder, '.hidden'), 'no')
    writeFileSync(join(at, 'c.txt.gz'), gzipSync('c1\r\nc2\n'))
    const sc = await context()
    assert.equal(await sc.textFile(folder).collect(), ['a1', 'a2', 'b1'])
    assert.equal(await sc.textFile(join(folder, '*.txt')).collect(), ['a1', 'a2'])
    assert.equal(await sc.textFile(join(at, '{folder/b.log,c.txt.gz}')).collect(), [
      'c1',
      'c2',
      'b1',
    ])
    const list = `${join(at, 'c.txt.gz')},${join(folder, 'b.log')}`
    assert.equal(await sc.textFile(list).collect(), ['c1', 'c2', 'b1'])
    const whole = await sc.wholeTextFiles(folder).collect()
    assert.equal(sorted(whole), [
      [join(folder, 'a.txt'), 'a1\na2\n'],
      [join(folder, 'b.log'), 'b1'],
    ])
  })

  test('a path that leads nowhere fails the action, not the operator', async () => {
    const sc = await context()
    const nowhere = join(dir(), 'nowhere')
    const rdd = sc.textFile(nowhere).map((line) => line.length)
    const error = await failureOf(rdd.count())
    assert.ok(error.message.includes(nowhere), error.message)
    writeFileSync(nowhere, 'now\nit is there')
    assert.equal(await rdd.collect(), [3, 11])
  })

  test('saveAsTextFile writes a part per partition and says when all are there', async () => {
    const sc = await context()
    const out = join(dir(), 'out')
    await sc.parallelize(['a', 'b', 'ü'], 4).saveAsTextFile(out)
    const names = readdirSync(out).sort()
    assert.equal(names, ['_SUCCESS', 'part-00000', 'part-00001', 'part-00002', 'part-00003'])
    assert.equal(readFileSync(join(out, 'part-00003'), 'utf8'), 'ü\n')
    assert.equal(await sc.textFile(out).collect(), ['a', 'b', 'ü'])
    const error = await failureOf(sc.parallelize(['x'], 1).saveAsTextFile(out))
    assert.ok(/exists/.test(error.message), error.message)
    assert.equal(await sc.textFile(out).count(), 3)
  })

  test('a save that fails leaves no part behind', async () => {
    const sc = await context()
    const out = join(dir(), 'out')
    const rdd = sc.parallelize([1, 2, 3, 4], 2).map((x) => {
      if (x === 4) throw new Error('no four')
      return x
    })
    const error = await failureOf(rdd.saveAsTextFile(out))
    assert.ok(/no four/.test(error.message), error.message)
    assert.equal(existsSync(out) ? readdirSync(out) : [], [])
  })
}
