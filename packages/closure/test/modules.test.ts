import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { runNode, suite, tmpDir } from '@firesteel/testkit'
import { build } from 'esbuild'
import * as assert from 'uvu/assert'

const test = suite('closure: modules', { timeoutMs: 60_000 })

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const CLOSURE = pathToFileURL(here('../dist/index.js')).href
const SLOT = pathToFileURL(here('fixtures/slot.mjs')).href

/** Writes files into a new directory. */
function project(files: Readonly<Record<string, string>>): string {
  const dir = tmpDir()
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true })
    writeFileSync(join(dir, name), text)
  }
  return dir
}

// Packages with state that cannot travel by value: only an import can make them work.
const PACKAGES = {
  'node_modules/esm-pkg/package.json':
    '{"name":"esm-pkg","type":"module","exports":{".":"./index.js"}}',
  'node_modules/esm-pkg/index.js': `
    export { chunk } from './chunk.js'
    export class Big { #v; constructor(v) { this.#v = v } get() { return this.#v } }
    export class Plain { constructor(v) { this.v = v } twice() { return this.v * 2 } }
    const seen = new WeakMap()
    export default function size(x) { seen.set({}, 1); return x.length }`,
  'node_modules/esm-pkg/chunk.js': `
    const state = new WeakMap()
    export function chunk(a, n) { state.get(a); return [a.slice(0, n), a.slice(n)] }`,
  'node_modules/cjs-pkg/package.json': '{"name":"cjs-pkg","main":"main.js"}',
  'node_modules/cjs-pkg/main.js': `
    const secret = new WeakMap()
    class Thing { constructor(v) { secret.set(this, v) } get() { return secret.get(this) } }
    module.exports = function cjs(x) { return [x, secret instanceof WeakMap] }
    module.exports.Thing = Thing`,
}

const RUN = `
  import * as closure from '${CLOSURE}'
  import { slot } from '${SLOT}'
  import { cases } from './cases.mjs'
  const executor = slot()
  for (const [name, fn] of Object.entries(cases)) {
    console.log(JSON.stringify(await executor.run(closure, { name, fn, args: [] })))
  }
  process.exit(0)`

/** Runs the closures that `cases.mjs` exports here and on an executor; gives what differed. */
async function runCases(files: Readonly<Record<string, string>>): Promise<unknown[]> {
  const dir = project({ ...PACKAGES, 'run.mjs': RUN, ...files })
  const { stdout, stderr, code } = await runNode([join(dir, 'run.mjs')], { cwd: dir, nodeArgs: [] })
  assert.is(code, 0, stderr)
  assert.is(stderr, '')
  const outcomes = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { ok: boolean })
  assert.ok(outcomes.length > 0)
  return outcomes.filter(({ ok }) => !ok)
}

test('what is imported from a package is imported there too', async () => {
  const failed = await runCases({
    'cases.mjs': `
      import size, { Big, chunk as cut } from 'esm-pkg'
      import * as all from 'esm-pkg'
      import cjs, { Thing } from 'cjs-pkg'
      export const cases = {
        names: () => [size('ab'), cut([1, 2, 3], 2), new Big(3).get()],
        namespace: () => [all.chunk([1], 1), all.default('abc'), Object.keys(all).length],
        commonjs: () => [cjs(1), new Thing(2).get()],
      }`,
  })
  assert.equal(failed, [])
})

test('a function or class of a package is found however it was come to', async () => {
  const failed = await runCases({
    'own.mjs': `
      import { Plain } from 'esm-pkg'
      export { chunk } from 'esm-pkg'
      export const plain = new Plain(4)`,
    'cases.mjs': `
      import { chunk as original } from 'esm-pkg'
      import { chunk, plain } from './own.mjs'
      const inMap = new Map([['c', original]])
      export const cases = {
        exportedAgain: () => chunk([1, 2], 1),
        inMap: () => inMap.get('c')([1, 2], 1),
        instance: () => plain.twice(),
      }`,
  })
  assert.equal(failed, [])
})

test('require and import() in a closure load what they would at home', async () => {
  const failed = await runCases({
    'late.mjs': 'export const v = 5',
    'own.cjs': `
      const cjs = require('cjs-pkg')
      exports.late = () => require('cjs-pkg')(1)
      exports.early = () => cjs(2)
      exports.dir = () => __dirname`,
    'cases.mjs': `
      import { late, early, dir } from './own.cjs'
      const name = 'esm-pkg'
      export const cases = {
        require: () => [late(), early(), dir()],
        relative: async () => (await import('./late.mjs')).v,
        bare: async () => (await import(name)).chunk([1, 2], 1),
      }`,
  })
  assert.equal(failed, [])
})

test('a program’s own modules go by value, so that no executor needs their files', async () => {
  const failed = await runCases({
    'own.mjs': `
      import { rmSync } from 'node:fs'
      export const remove = () => rmSync(new URL('own.mjs', import.meta.url))
      let hits = 0
      export const hit = () => ++hits`,
    'cases.mjs': `
      import { hit, remove } from './own.mjs'
      remove()
      export const cases = { gone: () => typeof hit() }`,
  })
  assert.equal(failed, [])
})

test('a package that the executor does not have is named with what was tried', async () => {
  const dir = project({
    ...PACKAGES,
    'run.mjs': `
      import { rmSync } from 'node:fs'
      import * as closure from '${CLOSURE}'
      import { slot } from '${SLOT}'
      import size from 'esm-pkg'
      const bytes = closure.encodeGraph(closure.captureGraph([closure.analyzeClosure(() => size('a'), { operator: 'map' })]))
      rmSync(new URL('node_modules', import.meta.url), { recursive: true })
      console.log(JSON.stringify(await slot().call(bytes, [])))
      process.exit(0)`,
  })
  const { stdout } = await runNode([join(dir, 'run.mjs')], { cwd: dir, nodeArgs: [] })
  const answer = JSON.parse(stdout) as { code: string; error: string }
  assert.is(answer.code, 'CLOSURE_MODULE_UNREACHABLE')
  assert.match(answer.error, `the module 'esm-pkg', which this executor cannot load`)
  assert.match(answer.error, 'firesteel submit')
})

for (const type of ['commonjs', 'module']) {
  test(`a single TypeScript file run with tsx as ${type} ships what it uses`, async () => {
    const dir = project({
      ...PACKAGES,
      'package.json': JSON.stringify({ type }),
      'util.ts': `
        export const rate: number = 2
        export function half(x: number): number { return x / rate }
        export class Model { constructor(public v: number) {} get twice(): number { return this.v * 2 } }`,
      'app.ts': `
        import { chunk } from 'esm-pkg'
        import cjs, { Thing } from 'cjs-pkg'
        import * as util from './util.js'
        import { Model, half } from './util.js'
        import { basename } from 'node:path'
        const factor: number = 3
        const model = new Model(4)
        export const cases = {
          local: () => [1, 2].map((x: number): number => x * factor),
          util: () => [half(4), util.rate, util.half(8)],
          classes: () => [model.twice, model instanceof Model, new Model(3).v],
          packages: () => [chunk([1, 2, 3], 2), cjs(1), new Thing(3).get(), basename('/a/b')],
          names: () => { const inner = (x: number) => x; function own() {} return [inner.name, own.name] },
        }`,
      'run.mjs': RUN.replace(
        "import { cases } from './cases.mjs'",
        `
        import * as app from './app.ts'
        const { cases } = app.default ?? app`,
      ),
    })
    const { stdout, stderr, code } = await runNode([join(dir, 'run.mjs')], {
      nodeArgs: ['--import', import.meta.resolve('tsx')],
    })
    assert.is(code, 0, stderr)
    const outcomes = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { ok: boolean })
    assert.is(outcomes.length, 5)
    assert.equal(
      outcomes.filter(({ ok }) => !ok),
      [],
    )
  })
}

const BUNDLE_ENTRY = `
  export const modules = { 'app:model.ts': () => import('./model.ts') }
  export const main = () => import('./app.ts')`

const MODEL = `
  globalThis.modelEvaluations = (globalThis.modelEvaluations ?? 0) + 1
  export class Account { #balance = 10; get() { return this.#balance } }
  export const shared = new Account()
  export class Record { constructor(readonly text: string) {} }
  export const parse = (text: string) => new Record(text)
  let hits = 0
  export const hit = (): number => ++hits
  export const evaluations = () => globalThis.modelEvaluations`

const APP = `
  import { Account, Record, evaluations, hit, parse, shared } from './model.ts'
  const factor = 2
  export const cases = {
    instance: () => shared.get() * factor,
    instanceOf: () => shared instanceof Account,
    evaluatedOnce: () => evaluations(),
  }
  export const parsed = () => parse('x')
  export const other = () => 1
  export { Record }
  export const hits = () => hit()
  export const account = () => shared
  export const check = (x) => [x instanceof Account, x.get()]`

const RUN_BUNDLE = `
  import * as closure from '${CLOSURE}'
  import { slot } from '${SLOT}'
  const url = new URL('bundle.mjs', import.meta.url).href
  const { modules, main } = await import(url)
  closure.registerApplicationModules(url, modules)
  const app = await main()
  await closure.learnApplicationModules()
  const options = process.argv[2] === 'moved' ? { applicationUrl: new URL('moved.mjs', import.meta.url).href } : {}
  const executor = slot(options)
  for (const [name, fn] of Object.entries(app.cases)) {
    console.log(JSON.stringify(await executor.run(closure, { name, fn, args: [] })))
  }
  const bytes = (...fns) => closure.encodeGraph(closure.captureGraph(fns.map((fn) => closure.analyzeClosure(fn, { operator: 'map' }))))
  const one = await executor.call(bytes(app.hits), [])
  const two = await executor.call(bytes(app.hits), [])
  console.log(JSON.stringify({ ok: one.results[0] === '1' && two.results[0] === '2', name: 'state once per slot', one, two }))
  const classes = new closure.ClassRegistry({ names: true })
  const named = await executor.idOf(bytes(app.parsed))
  console.log(JSON.stringify({ ok: named === classes.idOf(app.Record) && classes.classOf(named) === app.Record, name: 'classes of rows', named }))
  const knows = await slot(options).knows(bytes(app.other), named)
  console.log(JSON.stringify({ ok: knows, name: 'a slot that only sees the rows knows the class' }))
  const size = bytes(app.account).length
  console.log(JSON.stringify({ ok: size < 800, name: 'by name', size }))
  process.exit(0)`

for (const place of ['at home', 'moved']) {
  test(`modules of a bundle go by name, with one state per slot: ${place}`, async () => {
    const dir = project({
      'entry.ts': BUNDLE_ENTRY,
      'model.ts': MODEL,
      'app.ts': APP,
      'run.mjs': RUN_BUNDLE,
    })
    await build({
      entryPoints: [join(dir, 'entry.ts')],
      outfile: join(dir, 'bundle.mjs'),
      bundle: true,
      keepNames: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      logLevel: 'error',
    })
    cpSync(join(dir, 'bundle.mjs'), join(dir, 'moved.mjs'))
    const { stdout, stderr, code } = await runNode([join(dir, 'run.mjs'), place], { nodeArgs: [] })
    assert.is(code, 0, stderr)
    const outcomes = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { ok: boolean })
    assert.is(outcomes.length, 7)
    assert.equal(
      outcomes.filter(({ ok }) => !ok),
      [],
    )
  })
}

test('without the inspector a closure ships what closure() names, and says what is missing', async () => {
  const dir = project({
    'run.mjs': `
      import { analyzeClosure, captureGraph, closure, encodeGraph } from '${CLOSURE}'
      import { createRebuildEnvironment, rebuildGraph } from '${CLOSURE.replace('index.js', 'rebuild.js')}'
      const factor = 2
      const helper = (x) => x + 1
      const capture = (fn) => encodeGraph(captureGraph([analyzeClosure(fn, { operator: 'map' })]))
      try {
        capture((x) => helper(x) * factor)
      } catch (error) {
        console.log(error.message.split('\\n').at(-1))
      }
      const bytes = capture(closure({ factor, helper }, (x) => helper(x) * factor))
      const { functions } = await rebuildGraph(bytes, createRebuildEnvironment())
      console.log(functions[0](4))`,
  })
  const flag = process.allowedNodeEnvironmentFlags.has('--permission')
    ? '--permission'
    : '--experimental-permission'
  const { stdout, stderr } = await runNode([join(dir, 'run.mjs')], {
    nodeArgs: [flag, '--allow-fs-read=*'],
  })
  assert.equal(
    stdout
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean),
    ['hint: name them: closure({ helper, factor }, (…) => …)', '10'],
    stderr,
  )
})

test.run()
