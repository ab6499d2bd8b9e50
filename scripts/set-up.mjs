// Makes a clone runnable with nothing but Node and npm: installs what is missing, compiles what is stale.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { root } from './root.mjs'

/** Notes which lockfile node_modules was made from; clocks of a fresh clone say nothing. */
const stamp = join(root, 'node_modules/.set-up-from')

function install() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'pnpm-lock.yaml')))
    .digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  // Lean at first: linters and builders are only for those who change the code. Never less than is there.
  const full = existsSync(join(root, 'node_modules/turbo'))
  console.error(`setting up: ${packageManager} install`)
  const { status } = spawnSync(
    'npx',
    [
      '--yes',
      packageManager,
      'install',
      '--frozen-lockfile',
      ...(full ? [] : ['--prod']),
      '--reporter=append-only',
      '--loglevel=error',
    ],
    { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' },
  )
  if (status !== 0) {
    console.error(`setting up failed: ${packageManager} install ended with status ${status}`)
    process.exit(1)
  }
  writeFileSync(stamp, lock)
}

/**
 * The root depends on no package of ours: every package would inherit it, and the layers with it.
 * They are found from everywhere all the same: by tests, whose development dependencies a lean
 * install leaves out, and by those who call the command.
 */
function link() {
  for (const dir of ['packages', 'apps'].flatMap((group) =>
    readdirSync(join(root, group)).map((name) => join(root, group, name)),
  )) {
    const { name } = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'))
    const at = join(root, 'node_modules', name)
    if (existsSync(at)) continue
    mkdirSync(dirname(at), { recursive: true })
    symlinkSync(dir, at, 'junction')
  }
  const bin = join(root, 'node_modules/.bin/firesteel')
  if (existsSync(bin)) return
  const program = '../../packages/firesteel/bin/firesteel.js'
  writeFileSync(bin, `#!/bin/sh\nexec node "$(dirname "$(realpath "$0")")/${program}" "$@"\n`, {
    mode: 0o755,
  })
  writeFileSync(`${bin}.cmd`, `@node "%~dp0\\${program.replaceAll('/', '\\')}" %*\r\n`)
}

/** Installs and compiles what is not up to date. */
export async function setUp() {
  install()
  link()
  const { compile } = await import('./compile.mjs')
  await compile()
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await setUp()
