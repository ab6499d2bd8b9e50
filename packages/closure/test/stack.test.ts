import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { remapStack } from '../src/index.js'
import { compileSource } from '../src/rebuild/compile.js'
import { slot } from './fixtures/slot.mjs'
import { bytesOf } from './round-trip.js'

const test = suite('closure: stack traces')

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

test.run()
