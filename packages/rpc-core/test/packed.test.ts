import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
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
const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const zod = createRequire(import.meta.url)('zod/package.json') as { readonly version: string }

/** Directories of the package and of every package of ours that it needs, and so on. */
function closure(dir: string, seen = new Set<string>()): Set<string> {
  seen.add(dir)
  const { dependencies = {} } = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>
  }
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
    const pack = ['--yes', packageManager, 'pack', '--pack-destination', tarballs]
    await run('npx', pack, { cwd: dir, shell: process.platform === 'win32' })
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
