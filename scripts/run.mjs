// Runs a TypeScript program of this repository, setting the clone up first: node scripts/run.mjs FILE [ARGS…]
import { spawn } from 'node:child_process'
import { root } from './root.mjs'
import { setUp } from './set-up.mjs'

await setUp()
const [file, ...args] = process.argv.slice(2)
const child = spawn(
  process.execPath,
  ['--enable-source-maps', '--import', 'tsx', `${root}/${file}`, ...args],
  {
    stdio: 'inherit',
  },
)
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => {
  if (signal) process.kill(process.pid, signal)
  else process.exit(code ?? 1)
})
