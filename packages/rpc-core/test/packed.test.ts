import { execFile } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { fencedCode, runNode, suite, tmpDir } from '@firesteel/testkit'
import * as assert from 'uvu/assert'

const test = suite('rpc-core: packed', { timeoutMs: 120_000 })
const run = promisify(execFile)
const here = fileURLToPath(new URL('../', import.meta.url))
const root = fileURLToPath(new URL('../../../', import.meta.url))
const zod = createRequire(import.meta.url)('zod/package.json') as { readonly version: string }

interface Manifest {
  readonly files: readonly string[]
  readonly dependencies?: Readonly<Record<string, string>>
  readonly publishConfig: Readonly<Record<string, unknown>>
}

const manifestOf = (dir: string): Manifest =>
  JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')) as Manifest

/** The range that a manifest's `catalog:` or `workspace:^` is published as. */
function published(name: string, range: string): string {
  if (range === 'workspace:^') return '*'
  if (range !== 'catalog:') return range
  const catalog = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8')
  const found = new RegExp(`^  '?${name}'?: (\\S+)$`, 'm').exec(catalog)?.[1]
  assert.ok(found, `${name} is in the catalog`)
  return found as string
}

/**
 * The package as it is published, in a directory of its own: what publishing with pnpm makes of it, without
 * the development dependencies that a lean install of this repository leaves out and pnpm would look for.
 */
function staged(dir: string): string {
  const {
    devDependencies: _,
    publishConfig,
    dependencies = {},
    ...rest
  } = manifestOf(dir) as Manifest & {
    devDependencies?: unknown
  }
  const stage = tmpDir()
  for (const file of [...rest.files, 'README.md']) {
    cpSync(join(dir, file), join(stage, file), { recursive: true })
  }
  const ranges = Object.entries(dependencies).map(([name, range]) => [name, published(name, range)])
  const manifest = { ...rest, ...publishConfig, dependencies: Object.fromEntries(ranges) }
  writeFileSync(join(stage, 'package.json'), JSON.stringify(manifest))
  return stage
}

/** Directories of the package and of every package of ours that it needs, and so on. */
function closure(dir: string, seen = new Set<string>()): Set<string> {
  seen.add(dir)
  const { dependencies = {} } = manifestOf(dir)
  for (const [name, range] of Object.entries(dependencies)) {
    const next = join(root, 'packages', name.split('/').at(-1) as string)
    if (range.startsWith('workspace:') && !seen.has(next)) closure(next, seen)
  }
  return seen
}

test('its tarballs run the README example in an empty project', async () => {
  const project = tmpDir()
  const tarballs = tmpDir()
  for (const dir of closure(here.replace(/[\\/]$/, ''))) {
    const pack = ['pack', '--silent', '--pack-destination', tarballs]
    await run('npm', pack, { cwd: staged(dir), shell: process.platform === 'win32' })
  }
  writeFileSync(join(project, 'package.json'), '{ "type": "module", "private": true }')
  const packed = readdirSync(tarballs).map((name) => join(tarballs, name))
  assert.ok(packed.length >= 5, packed.join())
  await run(
    'npm',
    ['install', '--prefer-offline', '--no-audit', '--no-fund', ...packed, `zod@${zod.version}`],
    { cwd: project, shell: process.platform === 'win32' },
  )
  // Plain Node runs no TypeScript: the one piece of it in the example goes.
  const program = fencedCode(join(here, 'README.md')).replace('address!', 'address')
  writeFileSync(join(project, 'main.js'), program)
  const { code, stdout, stderr } = await runNode(['main.js'], { cwd: project, nodeArgs: [] })
  assert.is(code, 0, stderr)
  assert.is(stdout.trim(), 'Hello, Ada!')
  const exported = `import { transportCompliance } from '@firesteel/rpc-core/compliance'
    console.log(typeof transportCompliance)`
  writeFileSync(join(project, 'compliance.js'), exported)
  const compliance = await runNode(['compliance.js'], { cwd: project, nodeArgs: [] })
  assert.is(compliance.stdout.trim(), 'function', compliance.stderr)
})

test.run()
