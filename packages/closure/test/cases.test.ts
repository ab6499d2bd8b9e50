import { createSecretKey } from 'node:crypto'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runNode, suite, tmpDir } from '@firesteel/testkit'
import { build } from 'esbuild'
import * as assert from 'uvu/assert'
import * as closure from '../src/index.js'
import type { Case } from './fixtures/case.js'
import { cases } from './fixtures/cases.js'
import { type Outcome, slot } from './fixtures/slot.mjs'

const test = suite('closure: cases', { timeoutMs: 60_000 })

const fixture = (name: string): string =>
  fileURLToPath(new URL(`fixtures/${name}`, import.meta.url))

const list: Case[] = cases({ ...closure, secretKey: createSecretKey(Buffer.from('k')) })
const executor = slot()
test.after(() => executor.close())

test('there are at least the cases that were measured before', () => {
  assert.ok(list.filter(({ refused }) => refused === undefined).length >= 52)
  assert.ok(list.filter(({ refused }) => refused !== undefined).length >= 12)
})

for (const each of list) {
  const what = each.refused === undefined ? 'does the same on an executor' : 'is refused'
  test(`${each.name} ${what}`, async () => {
    const outcome = await executor.run(closure, each)
    assert.ok(outcome.ok, outcome.why)
  })
}

/** Runs every case of a built program in a process of its own. */
async function runBuilt(program: string): Promise<void> {
  const { stdout, stderr, code } = await runNode([fixture('run-cases.mjs'), program], {
    nodeArgs: [],
  })
  const outcomes = stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Outcome)
  const failed = outcomes.filter(({ ok }) => !ok).map(({ name, why }) => `${name}: ${why}`)
  assert.equal(failed, [])
  assert.is(code, 0, stderr)
  assert.is(outcomes.length, list.length)
}

for (const minify of [false, true]) {
  test(`the same of a bundle by esbuild that keeps names${minify ? ', minified' : ''}`, async () => {
    const outfile = join(tmpDir(), 'bundle.mjs')
    await build({
      entryPoints: [fixture('cases.ts')],
      outfile,
      bundle: true,
      minify,
      keepNames: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      sourcemap: true,
      logLevel: 'error',
    })
    await runBuilt(outfile)
  })
}

test('the same of plain ES modules', async () => {
  const dir = tmpDir()
  for (const name of ['cases', 'imported']) {
    const text = readFileSync(fixture(`${name}.ts`), 'utf8').replaceAll(
      './imported.js',
      './imported.mjs',
    )
    writeFileSync(join(dir, `${name}.mjs`), text)
  }
  await runBuilt(join(dir, 'cases.mjs'))
})

test('the same of CommonJS modules', async () => {
  const dir = tmpDir()
  for (const name of ['cases', 'imported']) {
    // Copied first: beside a package.json that says "module", esbuild reads `default` as Node does.
    cpSync(fixture(`${name}.ts`), join(dir, `${name}.ts`))
    await build({
      entryPoints: [join(dir, `${name}.ts`)],
      outfile: join(dir, `${name}.js`),
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      logLevel: 'error',
    })
  }
  await runBuilt(join(dir, 'cases.js'))
})

test.run()
