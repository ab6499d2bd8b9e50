// Packs every public package and asks publint and are-the-types-wrong what a user would get.
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = process.cwd()
const bin = (name) => join(root, 'node_modules/.bin', name)
const tarballs = mkdtempSync(join(tmpdir(), 'firesteel-packed-'))

async function check(dir) {
  const { name, private: hidden } = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'))
  if (hidden) return true
  try {
    const { stdout } = await run(bin('pnpm'), ['pack', '--json', '--pack-destination', tarballs], {
      cwd: dir,
    })
    const { filename } = JSON.parse(stdout.slice(stdout.indexOf('{')))
    await run(bin('publint'), ['run', filename, '--strict'])
    await run(bin('attw'), [filename, '--profile', 'esm-only', '--format', 'ascii'])
    return true
  } catch (error) {
    console.error(name, error.stdout || error, error.stderr ?? '')
    return false
  }
}

const dirs = ['packages', 'apps'].flatMap((group) =>
  readdirSync(join(root, group)).map((name) => join(root, group, name)),
)
const verdicts = []
await Promise.all(
  [0, 1].map(async () => {
    for (let dir = dirs.shift(); dir !== undefined; dir = dirs.shift())
      verdicts.push(await check(dir))
  }),
)
rmSync(tarballs, { recursive: true, force: true })
console.log(
  `   ${verdicts.filter(Boolean).length} of ${verdicts.length} packages are as they should be`,
)
if (verdicts.includes(false)) process.exit(1)
