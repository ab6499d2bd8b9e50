import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runNode, suite, tmpDir } from '@firesteel/testkit'
import { build } from 'esbuild'
import * as assert from 'uvu/assert'
import { remapStack } from '../src/index.js'
import { compileSource } from '../src/rebuild/compile.js'
import { slot } from './fixtures/slot.mjs'
import { bytesOf } from './round-trip.js'

const test = suite('closure: stack traces', { timeoutMs: 60_000 })

const file = fileURLToPath(import.meta.url)
const here = readFileSync(file, 'utf8')
const lineOf = (text: string): number => here.slice(0, here.indexOf(text)).split('\n').length

const executor = slot()
test.after(() => executor.close())

/** The stack with which a closure fails, as the executor has it. */
async function failureOf(fn: () => unknown): Promise<string> {
  const { error } = await executor.call(bytesOf([fn]), [])
  return error ?? 'it did not fail'
}

function helper(): never {
  throw new Error('deep') // in the helper
}

test('a failed task shows the user’s own file and line first', async () => {
  const stack = remapStack(
    await failureOf(() => {
      const x = 1
      if (x) throw new Error('boom') // in the closure
    }),
  )
  const [message, first] = stack.split('\n')
  assert.is(message, 'Error: boom')
  assert.match(first ?? '', `${file}:${lineOf("new Error('boom') // in the closure")}:20`)
})

test('every frame of helpers and methods shows its own place', async () => {
  class Tool {
    use(): never {
      return helper() // in the method
    }
  }
  const [, ...frames] = remapStack(await failureOf(() => new Tool().use() /* in arrow */)).split(
    '\n',
  )
  assert.match(
    frames[0] ?? '',
    `helper (${file}:${lineOf("new Error('deep') // in the helper")}:9)`,
  )
  assert.match(frames[1] ?? '', `Tool.use (${file}:${lineOf('helper() // in the method')}:`)
  assert.match(frames[2] ?? '', `${file}:${lineOf('new Tool().use() /* in arrow */')}:`)
})

test('functions that are compiled together, because they share a variable, show their own places', async () => {
  let calls = 0
  const count = () => {
    calls++
  }
  const check = () => {
    if (calls > 1) throw new Error('twice') // in check
  }
  const stack = remapStack(
    await failureOf(() => {
      count()
      count()
      check()
    }),
  )
  assert.match(stack, 'Error: twice')
  assert.match(
    stack.split('\n')[1] ?? '',
    `check (${file}:${lineOf("new Error('twice') // in check")}:26)`,
  )
  assert.is(calls, 0)
})

test('frames of a bundle show the files that it was made of, wherever an executor keeps it', async () => {
  const dir = tmpDir()
  const CLOSURE = new URL('../dist/index.js', import.meta.url).href
  writeFileSync(
    join(dir, 'app.ts'),
    `interface Empty { readonly nothing?: never }
    import * as closure from '${CLOSURE}'
    import { slot } from '${new URL('fixtures/slot.mjs', import.meta.url).href}'
    const message: string = 'boom'
    const fail = (_: Empty) => {
      throw new Error(message) // line 6
    }
    closure.registerApplicationModules(import.meta.url, {})
    const handle = closure.analyzeClosure(fail, { operator: 'map' })
    const { error } = await slot().call(closure.encodeGraph(closure.captureGraph([handle])), [])
    const elsewhere = error.replaceAll(import.meta.url, 'file:///another/host/work/bundle.mjs')
    console.log(JSON.stringify([handle.site.text, closure.remapStack(error), closure.remapStack(elsewhere)]))
    process.exit(0)`,
  )
  await build({
    entryPoints: [join(dir, 'app.ts')],
    outfile: join(dir, 'bundle.mjs'),
    bundle: true,
    minify: true,
    sourcemap: 'linked',
    external: ['file:*'],
    format: 'esm',
    platform: 'node',
    logLevel: 'error',
  })
  const { stdout, stderr } = await runNode([join(dir, 'bundle.mjs')], { nodeArgs: [] })
  assert.is(stderr, '')
  const [site, ...stacks] = JSON.parse(stdout) as string[]
  assert.is(site, 'map at app.ts:9')
  for (const stack of stacks)
    assert.match(stack.split('\n')[1] ?? '', `${join(dir, 'app.ts')}:6:13`)
})

test('frames of files without a map stay as they are', () => {
  const stack = 'Error: x\n    at run (node:internal/main:1:2)\n    at /no/such/file.js:3:4'
  assert.is(remapStack(stack), stack)
})

test('a sourceURL comment inside a closure does not rename its script', () => {
  const source = {
    text: '() => {\n  //# sourceURL=evil.js\n  throw new Error("x")\n}',
    kind: 'expression',
    url: 'file:///app/job.ts',
    line: 41,
    column: 4,
    strict: true,
    names: [],
    assigned: [],
    parameter: '$',
  } as const
  const fail = compileSource({ source, holes: new Set() })([]) as () => void
  assert.throws(fail, (error: Error) => /file:\/\/\/app\/job\.ts:44:9/.test(error.stack ?? ''))
})

test('a message of a million characters costs no more than reading it', () => {
  const long = `Error: ${'m'.repeat(1e6)}`
  assert.is(remapStack(long), long)
  assert.is(remapStack(`at ${'a/'.repeat(5e5)}:1:2${':'.repeat(1e5)}`).length, 1_100_007)
})

test.run()
