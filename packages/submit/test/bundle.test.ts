import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { hasCode } from '@firesteel/errors'
import { suite, tmpDir } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { bundleApplication, provideInstallation } from '../src/index.js'

const test = suite('submit: the bundle')

type Loaded = {
  modules: Record<string, () => Promise<Record<string, unknown>>>
  main: () => Promise<Record<string, unknown>>
}

async function bundled(files: Record<string, string>): Promise<Loaded & { dir: string }> {
  const dir = tmpDir()
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true })
    writeFileSync(join(dir, name), text)
  }
  const outfile = join(tmpDir(), 'bundle.mjs')
  await bundleApplication({
    application: join(dir, 'app.ts'),
    outfile,
    supplied: { firesteel: ['answer'] },
  })
  return { ...((await import(pathToFileURL(outfile).href)) as Loaded), dir }
}

const said = (globalThis as { said?: string[] }).said ?? []
;(globalThis as { said?: string[] }).said = said

test('importing it evaluates nothing; main evaluates dependencies first, the entry last', async () => {
  const { modules, main } = await bundled({
    'app.ts':
      "import { b } from './b.ts'\nimport './c.ts'\nsaid.push('app')\nexport const x: number = b",
    'b.ts': "import './deep/d.ts'\nsaid.push('b')\nexport const b = 1",
    'c.ts': "said.push('c')",
    'deep/d.ts': "said.push('d')",
    'later.ts': "said.push('later')",
  })
  assert.equal(said, [])
  assert.equal(Object.keys(modules), ['app:deep/d.ts', 'app:b.ts', 'app:c.ts'])
  assert.is((await main()).x, 1)
  assert.equal(said, ['d', 'b', 'c', 'app'])
  assert.is((await modules['app:b.ts']?.())?.b, 1)
  assert.equal(said, ['d', 'b', 'c', 'app'])
})

test('firesteel is not inside: its exports come from the process that runs the bundle', async () => {
  const { main } = await bundled({
    'app.ts': "import { answer } from 'firesteel'\nexport const got = answer",
  })
  provideInstallation({ firesteel: { answer: 42 } })
  assert.is((await main()).got, 42)
})

test('import.meta speaks of the submitted file, and text that looks like it stays text', async () => {
  const { main, dir } = await bundled({
    'app.ts':
      "export const url: string = import.meta.url\nexport const text = 'import.meta.url'\nexport const beside = new URL('./data.txt', import.meta.url).pathname",
  })
  const { url, text, beside } = await main()
  assert.is(url, pathToFileURL(join(dir, 'app.ts')).href)
  assert.is(text, 'import.meta.url')
  assert.is(beside, join(dir, 'data.txt'))
})

test('CommonJS and JSON come along', async () => {
  const { main } = await bundled({
    'app.ts':
      "import lib from './lib.cjs'\nimport data from './data.json'\nexport const sum = lib.one() + data.two",
    'lib.cjs': "const { sep } = require('node:path')\nexports.one = () => sep.length",
    'data.json': '{"two":2}',
  })
  assert.is((await main()).sum, 3)
})

test('what cannot be bundled is said with file and line', async () => {
  for (const [text, expected] of [
    ["import { x } from './nowhere.ts'\nx()", /app\.ts:1:19: Could not resolve/],
    ['const = 1', /app\.ts:1:7: /],
  ] as const) {
    await bundled({ 'app.ts': text }).then(
      () => assert.unreachable(),
      (error) => {
        assert.ok(hasCode(error, 'SUBMIT_BUNDLE'), String(error))
        assert.match(error.message, expected)
      },
    )
  }
})

test.run()
