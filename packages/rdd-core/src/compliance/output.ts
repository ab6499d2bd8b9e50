import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { type OperatorCompliance, failureOf, holds } from './tools.js'

/** What is written to files, and that it is all or nothing. */
export function outputCompliance(tools: OperatorCompliance): void {
  const { assert, context, dir, fc, test } = tools
  const slices = fc.integer({ min: 1, max: 4 })
  const lines = fc.array(
    fc.string().map((text) => text.replaceAll(/[\r\n\uFEFF\uD800-\uDFFF]/g, '-')),
    { maxLength: 30 },
  )

  test('text that was saved is read again, compressed or not', () =>
    holds(tools, [lines, slices, fc.boolean()], async (data, n, isCompressed) => {
      const sc = await context()
      const out = join(dir(), 'out')
      const codec = isCompressed ? 'gzip' : undefined
      await sc.parallelize(data, n).saveAsTextFile(out, { codec })
      assert.equal(await sc.textFile(out).collect(), data)
      const parts = readdirSync(out).filter((name) => name.startsWith('part-'))
      assert.equal(parts.length, n)
      assert.ok(existsSync(join(out, '_SUCCESS')) && !existsSync(join(out, '_temporary')))
      if (!isCompressed) return
      assert.ok(parts.every((name) => name.endsWith('.gz')))
      const texts = parts.sort().map((name) => gunzipSync(readFileSync(join(out, name))).toString())
      assert.equal(texts.join(''), data.map((line) => `${line}\n`).join(''))
    }))

  test('a codec that nobody knows is refused before anything is written', async () => {
    const sc = await context()
    const out = join(dir(), 'out')
    const options = { codec: 'bzip2' as 'gzip' }
    const failure = await failureOf(sc.parallelize(['x'], 1).saveAsTextFile(out, options))
    assert.ok(failure.message.includes('bzip2'))
    assert.ok(!existsSync(out))
  })

  test('records that were saved as objects are read again as they were', () =>
    holds(tools, [fc.array(fc.jsonValue(), { maxLength: 30 }), slices], async (data, n) => {
      const sc = await context()
      const out = join(dir(), 'out')
      await sc.parallelize(data, n).saveAsObjectFile(out)
      const read = sc.objectFile(out)
      assert.equal(await read.collect(), await sc.parallelize(data, n).collect())
      assert.equal(await read.getNumPartitions(), n)
    }))

  test('what plain text would lose is kept in object files', async () => {
    const sc = await context()
    const out = join(dir(), 'out')
    const data = [undefined, Number.NaN, -0, 7n, new Date(5), new Map([[1, new Set(['a'])]]), /x/g]
    await sc.parallelize(data, 2).saveAsObjectFile(out)
    assert.equal(await sc.objectFile(out).collect(), data)
  })

  test('an object file that is cut off, or none, is an error that names it', async () => {
    const sc = await context()
    const from = dir()
    const bytes = [Buffer.from('no such file'), Buffer.from('FSROWS\u0001\0\0')]
    for (const [index, content] of bytes.entries()) {
      const path = join(from, `part-${index}`)
      writeFileSync(path, content)
      assert.ok((await failureOf(sc.objectFile(path).count())).message.includes(path))
    }
  })

  test('a job whose task fails leaves nothing behind, and can be run again', async () => {
    const sc = await context()
    const out = join(dir(), 'out')
    const rdd = sc.range(0, 4, 1, 4).map((x) => {
      if (x === 3) throw new Error('the last one fails')
      return x
    })
    const failure = await failureOf(rdd.saveAsTextFile(out))
    assert.ok(failure.message.includes('the last one fails'))
    assert.ok(!existsSync(out))
    await sc.range(0, 4, 1, 2).saveAsTextFile(out)
    assert.equal((await sc.textFile(out).collect()).sort(), ['0', '1', '2', '3'])
  })

  test('an output that exists is an error before any task starts, and is left as it is', async () => {
    const sc = await context()
    const out = join(dir(), 'out')
    mkdirSync(out)
    writeFileSync(join(out, 'mine'), '')
    const rdd = sc.parallelize(['x'], 1)
    for (const saved of [() => rdd.saveAsTextFile(out), () => rdd.saveAsObjectFile(out)]) {
      assert.equal((await failureOf(saved())).code, 'RDD_OUTPUT_EXISTS')
    }
    assert.equal(readdirSync(out), ['mine'])
  })
}
