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

/** The entries that a package's tsup.config.ts names. */
const entriesOf = (dir) =>
  [...readFileSync(join(dir, 'tsup.config.ts'), 'utf8').matchAll(/library\(([^)]*)\)/g)]
    .flatMap(([, list]) => [...list.matchAll(/'([^']+)'/g)])
    .map(([, entry]) => entry)

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

async function compilePackage(dir) {
  const stamp = join(dir, 'dist/.compiled')
  // The full build leaves no stamp: then what it wrote counts.
  const built = [stamp, join(dir, 'dist/index.js')].map((file) =>
    statSync(file, { throwIfNoEntry: false }),
  )
  const compiledAt = built.find((found) => found !== undefined)?.mtimeMs ?? 0
  const changedAt = Math.max(
    newest(join(dir, 'src')),
    ...['package.json', 'tsup.config.ts'].map((file) => statSync(join(dir, file)).mtimeMs),
  )
  if (compiledAt >= changedAt) return
  const startedAt = new Date()
  rmSync(stamp, { force: true })
  await build({
    absWorkingDir: dir,
    entryPoints: entriesOf(dir).map((entry) => ({ in: `src/${entry}.ts`, out: entry })),
    outdir: 'dist',
    bundle: true,
    packages: 'external',
    alias: bundled(dir),
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    splitting: true,
    chunkNames: 'chunk-[hash]',
    sourcemap: true,
    logLevel: 'error',
  })
  writeFileSync(stamp, '')
  utimesSync(stamp, startedAt, startedAt)
}

/** Brings the dist of every package and app up to date. */
export async function compile() {
  const dirs = ['packages', 'apps']
    .flatMap((group) => readdirSync(join(root, group)).map((name) => join(root, group, name)))
    .filter((dir) => existsSync(join(dir, 'tsup.config.ts')))
  const done = await Promise.allSettled(dirs.map(compilePackage))
  // Whoever works on one package is not stopped by another that does not compile; its users will fail loudly.
  done.forEach(({ reason }, index) => {
    if (reason !== undefined) console.error(`${dirs[index]} does not compile: ${reason.message}`)
  })
}
