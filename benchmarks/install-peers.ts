// Installs what the jobs are compared with, into benchmarks/.peers: Spark 3.5, DuckDB and polars (from PyPI), skale (from npm).
//   npm run bench -- install-peers
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { peersDir } from './peers.js'

mkdirSync(peersDir, { recursive: true })
writeFileSync(join(peersDir, 'package.json'), '{ "private": true }\n')
const steps: readonly (readonly [string, ...string[]])[] = [
  ['python3', '-m', 'venv', join(peersDir, 'venv')],
  [join(peersDir, 'venv/bin/pip'), '-q', 'install', 'pyspark==3.5.*', 'duckdb', 'polars'],
  ['npm', 'install', '--prefix', peersDir, '--ignore-scripts', '--no-audit', '--no-fund', 'skale'],
]
for (const [command, ...args] of steps) {
  const { status } = spawnSync(command, args, { stdio: 'inherit' })
  if (status !== 0) console.error(`${command} ended with ${status}: what it brings will be skipped`)
}
