// Launches a stand-in and says its process id; meant to be killed.
import { fileURLToPath } from 'node:url'
import { ChildProcessLauncher } from '../../src/index.js'

const launched = await new ChildProcessLauncher().launch({
  file: process.execPath,
  args: [fileURLToPath(new URL('stand-in.mjs', import.meta.url)), 'lifeline'],
  env: {},
  cwd: process.argv[2] as string,
  header: '',
})
console.log(launched.pid)
setInterval(() => {}, 1_000)
