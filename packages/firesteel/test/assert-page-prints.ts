import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runNode } from '@firesteel/testkit'
import * as assert from 'uvu/assert'

const packageDir = new URL('../', import.meta.url)

const HEAD = `import { inspect } from 'node:util'
import { SparkConf, SparkContext } from 'firesteel'
Object.assign(inspect.defaultOptions, { breakLength: Infinity, compact: 9 })
const sc = new SparkContext(new SparkConf().setMaster('local[2]').setAppName('page').set('spark.ui.showConsoleProgress', 'false'))
`
const IMPORT = /^import .*\n/gm

/** What a page says that its examples print, in their order. */
const promised = (code: string): string[] =>
  [...code.matchAll(/^\s*console\.log\(.*\) \/\/ (.*)$/gm)].map(([, said]) => said as string)

/** One program of all examples of a page, each in a block of its own, and each import once; `sc` is there. */
function programOf(blocks: readonly string[]): string {
  const imports = new Set(blocks.flatMap((code) => code.match(IMPORT) ?? []))
  return `${HEAD}${[...imports].join('')}${blocks.map((code) => `{\n${code.replaceAll(IMPORT, '')}}\n`).join('')}await sc.stop()\n`
}

/**
 * Runs the examples of a page of `docs/`, one after the other in one program, and holds them to what the comments
 * behind their `console.log`s say.
 */
export async function assertPagePrints(page: URL): Promise<void> {
  const blocks = [...readFileSync(page, 'utf8').matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(
    ([, code]) => code as string,
  )
  assert.ok(blocks.length >= 1)
  const name = page.pathname.split('/').at(-1)?.replace('.md', '')
  const program = fileURLToPath(new URL(`.page-${name}-${process.pid}.ts`, packageDir))
  writeFileSync(program, programOf(blocks))
  try {
    const { stdout, stderr } = await runNode([program], { cwd: fileURLToPath(packageDir) })
    assert.equal(stdout.trimEnd().split('\n'), promised(blocks.join('')), stderr)
  } finally {
    rmSync(program, { force: true })
  }
}
