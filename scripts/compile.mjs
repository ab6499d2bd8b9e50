// Compiles every package whose sources are newer than its dist, as tsup would (tsup.base.ts), in about a second.
import {
  existsSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { build } from 'esbuild'
import { root } from './root.mjs'

const newest = (dir) =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce(
      (latest, entry) => Math.max(latest, statSync(join(entry.parentPath, entry.name)).mtimeMs),
      0,
    )

const LIBRARY = 'tsup.config.ts'
const PROGRAM = 'tsup.thread.config.ts'

/** The entries that one of a package's configurations of tsup names. */
const entriesOf = (dir, config) =>
  [...readFileSync(join(dir, config), 'utf8').matchAll(/(?:library|program)\(([^)]*)\)/g)]
    .flatMap(([, list]) => [...list.matchAll(/'([^']+)'/g)])
    .map(([, entry]) => ({ in: `src/${entry}.ts`, out: entry }))

/**
 * zod/mini is seventy files, of which a package needs a few: bundled it loads in 10 ms instead of 65,
 * in every program and every daemon (tsup.base.ts does the same).
 */
function bundled(dir) {
  try {
    const zod = createRequire(join(dir, 'package.json')).resolve('zod/package.json')
    return { 'zod/mini': join(zod, '../mini/index.js') }
  } catch {
    return {}
  }
}

const ESM = {
  outdir: 'dist',
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  splitting: true,
  chunkNames: 'chunk-[hash]',
  sourcemap: true,
  logLevel: 'error',
}

/** Runs `make` unless what it made last is newer than `changedAt`. A full build leaves no stamp: what it `built` counts. */
async function unlessFresh(stamp, built, changedAt, make) {
  const found = [stamp, built].map((file) => statSync(file, { throwIfNoEntry: false }))
  const madeAt = found.find((each) => each !== undefined)?.mtimeMs ?? 0
  if (madeAt >= changedAt) return
  const startedAt = new Date()
  rmSync(stamp, { force: true })
  await make()
  writeFileSync(stamp, '')
  utimesSync(stamp, startedAt, startedAt)
}

const changed = (dir, config) =>
  Math.max(
    newest(join(dir, 'src')),
    ...['package.json', config].map((file) => statSync(join(dir, file)).mtimeMs),
  )

async function compilePackage(dir) {
  const [stamp, built] = ['.compiled', 'index.js'].map((file) => join(dir, 'dist', file))
  await unlessFresh(stamp, built, changed(dir, LIBRARY), () =>
    build({
      ...ESM,
      absWorkingDir: dir,
      entryPoints: entriesOf(dir, LIBRARY),
      packages: 'external',
      alias: bundled(dir),
    }),
  )
}

/** A program holds what it imports: it is stale when any package is. */
async function compileProgram(dir, dirs) {
  if (!existsSync(join(dir, PROGRAM))) return
  const entryPoints = entriesOf(dir, PROGRAM)
  const [stamp, built] = ['.program', `${entryPoints[0].out}.js`].map((f) => join(dir, 'dist', f))
  const changedAt = Math.max(
    changed(dir, PROGRAM),
    ...dirs.map((each) => newest(join(each, 'src'))),
  )
  await unlessFresh(stamp, built, changedAt, () =>
    build({
      ...ESM,
      absWorkingDir: dir,
      entryPoints,
      external: ['lz4-napi'],
      conditions: ['@firesteel/source'],
    }),
  )
}

/** Brings the dist of every package and app up to date. */
export async function compile() {
  const dirs = ['packages', 'apps']
    .flatMap((group) => readdirSync(join(root, group)).map((name) => join(root, group, name)))
    .filter((dir) => existsSync(join(dir, LIBRARY)))
  const done = await Promise.allSettled(
    dirs.map((dir) => Promise.all([compilePackage(dir), compileProgram(dir, dirs)])),
  )
  // Whoever works on one package is not stopped by another that does not compile; its users will fail loudly.
  done.forEach(({ reason }, index) => {
    if (reason !== undefined) console.error(`${dirs[index]} does not compile: ${reason.message}`)
  })
}
