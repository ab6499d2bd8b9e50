import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runNode, suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'

const test = suite('firesteel: docs/operators.md')
const page = new URL('../../../docs/operators.md', import.meta.url)
const packageDir = new URL('../', import.meta.url)

const HEAD = `import { inspect } from 'node:util'
import { SparkConf, SparkContext } from 'firesteel'
Object.assign(inspect.defaultOptions, { breakLength: Infinity, compact: 9 })
const sc = new SparkContext(new SparkConf().setMaster('local[2]').setAppName('operators').set('spark.ui.showConsoleProgress', 'false'))
`

/** What a page says that its examples print, in their order. */
const promised = (code: string): string[] =>
  [...code.matchAll(/^console\.log\(.*\) \/\/ (.*)$/gm)].map(([, said]) => said as string)

test('every example prints what it says', async () => {
  const blocks = [...readFileSync(page, 'utf8').matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(
    ([, code]) => code as string,
  )
  assert.ok(blocks.length >= 8)
  const program = fileURLToPath(new URL(`.operators-${process.pid}.ts`, packageDir))
  const body = blocks.map((code) => `{\n${code}}\n`).join('')
  writeFileSync(program, `${HEAD}${body}await sc.stop()\n`)
  try {
    const { stdout, stderr } = await runNode([program], { cwd: fileURLToPath(packageDir) })
    assert.equal(stdout.trimEnd().split('\n'), promised(blocks.join('')), stderr)
  } finally {
    rmSync(program, { force: true })
  }
})

test.run()
