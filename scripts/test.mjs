// The tests of every package, or of those named (or of the one we stand in), one process a package.
//   node scripts/test.mjs [PACKAGE…] [--jobs N]
import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, relative } from 'node:path'
import { root } from './root.mjs'
import { setUp } from './set-up.mjs'

const WITHIN_MS = 10 * 60_000
const JOBS = Math.max(1, Math.min(availableParallelism(), 4))

await setUp()

const list = (group) => (existsSync(join(root, group)) ? readdirSync(join(root, group)) : [])
const groups = ['packages', 'apps', 'examples', '.']
const all = groups
  .flatMap((group) => (group === '.' ? ['test'] : list(group).map((name) => `${group}/${name}`)))
  .filter((dir) => existsSync(join(root, dir === 'test' ? dir : `${dir}/test`)))

const asked = process.argv.slice(2).filter((arg) => !arg.startsWith('-'))
const here = relative(root, process.cwd())
const wanted = (dir) =>
  asked.length > 0
    ? asked.some((name) => dir === name || dir.split('/').at(-1) === name)
    : here === '' || dir === here
const chosen = all.filter(wanted)
if (chosen.length === 0) {
  console.error(
    `no such package with tests: ${asked.join(' ') || here}; there are ${all.join(', ')}`,
  )
  process.exit(2)
}

function runPackage(dir) {
  return new Promise((resolve) => {
    let said = ''
    const child = spawn(
      process.execPath,
      [
        '--conditions=@firesteel/source',
        '--enable-source-maps',
        '--import',
        'tsx',
        join(root, 'scripts/test-package.mjs'),
        dir,
      ],
      {
        cwd: join(root, dir === 'test' ? '.' : dir),
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, FORCE_COLOR: '0' },
      },
    )
    const hurry = setTimeout(() => {
      said += `\n${dir}: not over after ${WITHIN_MS / 60_000} minutes, killed\n`
      child.kill('SIGKILL')
    }, WITHIN_MS)
    child.stdout.on('data', (text) => (said += text))
    child.stderr.on('data', (text) => (said += text))
    child.on('close', (code) => {
      clearTimeout(hurry)
      const counts = said.match(/^@@ (\d+) passed, (\d+) failed$/m)
      const passed = counts ? Number(counts[1]) : 0
      // A process that died before it could count has failed once, whatever it printed.
      const failed = counts ? Number(counts[2]) + (code === 0 || Number(counts[2]) > 0 ? 0 : 1) : 1
      console.log(
        `${failed === 0 ? 'ok  ' : 'FAIL'} ${dir} (${passed} passed${failed ? `, ${failed} failed` : ''})`,
      )
      const noteworthy = said.match(/^(SKIPPED|NOTE) .*$/gm)
      if (failed > 0) console.log(said)
      else if (noteworthy) console.log(noteworthy.join('\n'))
      resolve({ passed, failed })
    })
  })
}

const queue = [...chosen]
const results = []
await Promise.all(
  Array.from({ length: JOBS }, async () => {
    for (let dir = queue.shift(); dir !== undefined; dir = queue.shift())
      results.push(await runPackage(dir))
  }),
)
const sum = (field) => results.reduce((total, result) => total + result[field], 0)
console.log(`${sum('passed')} passed, ${sum('failed')} failed`)
process.exit(sum('failed') > 0 || sum('passed') === 0 ? 1 : 0)
