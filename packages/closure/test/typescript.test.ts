import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { suite, tmpDir } from '@firesteel/testkit'
import { build } from 'esbuild'
import * as assert from 'uvu/assert'
import * as closure from '../src/index.js'
import type { Case } from './fixtures/case.js'
import { slot } from './fixtures/slot.mjs'
import { cases } from './fixtures/typescript.js'

const test = suite('closure: TypeScript', { timeoutMs: 60_000 })

const executor = slot()
test.after(() => executor.close())

for (const each of cases() as Case[]) {
  test(`${each.name} do the same on an executor`, async () => {
    const outcome = await executor.run(closure, each)
    assert.ok(outcome.ok, outcome.why)
  })
}

const LEGACY = `
  function logged(target: object, key: string, descriptor: PropertyDescriptor) {
    const original = descriptor.value
    descriptor.value = function (...args: unknown[]) { return ['logged', key, original.apply(this, args)] }
  }
  function named(name: string) { return (target: Function) => { Object.assign(target, { given: name }) } }
  @named('service')
  class Service {
    static given: string
    factor = 2
    @logged run(x: number) { return x * this.factor }
    static make() { return new Service() }
  }
  export const cases = { decorated: () => [Service.make().run(4), Service.given, Service.make() instanceof Service] }`

for (const target of ['es2022', 'es2017']) {
  test(`experimental decorators do the same when compiled for ${target}`, async () => {
    const outfile = join(tmpDir(), 'legacy.mjs')
    await build({
      stdin: { contents: LEGACY, loader: 'ts' },
      tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
      outfile,
      format: 'esm',
      platform: 'node',
      target,
      keepNames: true,
      logLevel: 'error',
    })
    const built = (await import(pathToFileURL(outfile).href)) as { cases: { decorated: Function } }
    const fn = built.cases.decorated
    const outcome = await executor.run(closure, { name: 'decorated', fn, args: [] })
    assert.ok(outcome.ok, outcome.why)
  })
}

test('code for old engines, with its async and spread helpers, does the same', async () => {
  const outfile = join(tmpDir(), 'old.mjs')
  await build({
    entryPoints: [fileURLToPath(new URL('fixtures/typescript.ts', import.meta.url))],
    outfile,
    format: 'esm',
    platform: 'node',
    target: 'es2017',
    keepNames: true,
    logLevel: 'error',
  })
  const old = (await import(pathToFileURL(outfile).href)) as { cases(): Case[] }
  for (const each of old.cases()) {
    const outcome = await executor.run(closure, each)
    assert.ok(outcome.ok, `${each.name}: ${outcome.why}`)
  }
})

test.run()
