// npm run bench -- NAME [ARGUMENTS…]: runs benchmarks/NAME.ts; without a name, says which there are.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { here } from './harness.js'

const SHARED = new Set(['main', 'harness', 'inputs', 'peers', 'process-tree', 'memory-operations'])
const [name, ...args] = process.argv.slice(2)
const file = join(here, `${name}.ts`)
if (name === undefined || !existsSync(file)) {
  const names = readdirSync(here)
    .filter((each) => each.endsWith('.ts'))
    .map((each) => each.slice(0, -3))
    .filter((each) => !SHARED.has(each))
  console.error(`usage: npm run bench -- NAME [ARGUMENTS…]; there are ${names.join(', ')}`)
  process.exit(2)
}
process.exit(
  spawnSync(process.execPath, ['--import', 'tsx', file, ...args], { stdio: 'inherit' }).status ?? 1,
)
