import { spawn } from 'node:child_process'
import * as assert from 'uvu/assert'
import { isRunning, suite } from '../src/index.js'

const test = suite('testkit: is running')

test('a process runs until it has ended', async () => {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'])
  const pid = child.pid as number
  const ended = new Promise((resolve) => child.once('exit', resolve))
  assert.ok(isRunning(pid))
  child.kill('SIGKILL')
  await ended
  assert.not.ok(isRunning(pid))
})

test.run()
