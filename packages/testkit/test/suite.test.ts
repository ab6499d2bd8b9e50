import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { runNode, suite } from '../src/index.js'

const test = suite('testkit: what fails, fails')

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** Runs a package whose one test file is `body`; what the runner of packages says of it. */
async function verdict(body: string): Promise<string> {
  const dir = mkdtempSync(join(root, 'packages/testkit/.suite-'))
  try {
    mkdirSync(join(dir, 'test'))
    const head =
      "import { suite } from '@firesteel/testkit'\nconst test = suite('s', { timeoutMs: 300 })\n"
    writeFileSync(join(dir, 'test/one.test.ts'), head + body)
    const { stdout } = await runNode([join(root, 'scripts/test-package.mjs')], {
      cwd: dir,
      nodeArgs: ['--conditions=@firesteel/source', '--import', 'tsx'],
      env: { CI: 'true' },
    })
    return /@@ .*/.exec(stdout)?.[0] ?? `no verdict:\n${stdout}`
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

const cases: [string, string, string][] = [
  ['a passing test passes', "test('t', () => {})\ntest.run()", '@@ 1 passed, 0 failed'],
  [
    'a throwing test fails',
    "test('t', () => { throw new Error('x') })\ntest.run()",
    '@@ 0 passed, 2 failed',
  ],
  ['a thrown null fails', "test('t', () => { throw null })\ntest.run()", '@@ 0 passed, 2 failed'],
  [
    'an error with facts fails',
    "test('t', () => { throw Object.assign(new Error('x'), { details: { a: 1 } }) })\ntest.run()",
    '@@ 0 passed, 2 failed',
  ],
  [
    'a failing before fails',
    "test.before(() => { throw new Error('x') })\ntest('t', () => {})\ntest.run()",
    '@@ 1 passed, 1 failed',
  ],
  [
    'a failing after.each fails',
    "test.after.each(() => { throw new Error('x') })\ntest('t', () => {})\ntest.run()",
    '@@ 1 passed, 1 failed',
  ],
  ['a suite that is never run fails', "test('t', () => {})", '@@ 0 passed, 2 failed'],
  [
    'a promise that never settles fails',
    "test('t', () => new Promise(() => setInterval(() => {}, 1e6).unref()))\ntest.run()",
    '@@ 0 passed, 2 failed',
  ],
  [
    'an unhandled rejection fails',
    "test('t', () => { void Promise.reject(new Error('x')) })\ntest.run()",
    '@@ 1 passed, 1 failed',
  ],
  ['only is refused in CI', "test.only('t', () => {})\ntest.run()", '@@ 0 passed, 3 failed'],
]
for (const [title, body, expected] of cases) {
  test(title, async () => assert.is(await verdict(body), expected))
}

test('a handle that is left open fails', async () => {
  assert.is(
    await verdict(
      "import { createServer } from 'node:net'\ntest('t', () => void createServer().listen(0))\ntest.run()",
    ),
    '@@ 1 passed, 1 failed',
  )
})

test.run()
