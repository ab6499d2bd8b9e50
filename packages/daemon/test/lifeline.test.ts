import { type ChildProcess, spawn } from 'node:child_process'
import type { Duplex } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { suite, until } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { exitWithParent } from '../src/lifeline.js'

const test = suite('daemon: lifeline')

const program = fileURLToPath(new URL('programs/watched.ts', import.meta.url))

function watched(...args: string[]): {
  child: ChildProcess
  said: () => string
  exit: Promise<number | null>
} {
  const child = spawn(process.execPath, ['--import', 'tsx', program, ...args], {
    env: { ...process.env, FIRESTEEL_LIFELINE_FD: '3' },
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
  })
  let text = ''
  child.stdout?.on('data', (data) => (text += String(data)))
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve))
  return { child, said: () => text, exit }
}

test('a process hears of the end of its parent, which closes the pipe', async () => {
  const { child, said, exit } = watched('wait')
  await until('it watches', () => said().includes('true'))
  const lifeline = child.stdio[3] as Duplex
  lifeline.destroy()
  assert.is(await exit, 7)
  assert.is(said(), 'true undefined\nlost\n')
})

test('a lifeline keeps no process alive', async () => {
  const { said, exit } = watched()
  assert.is(await exit, 0)
  assert.is(said(), 'true undefined\n')
})

test('without the variable, or with one that names no pipe, nothing is watched', () => {
  assert.is(exitWithParent({ env: {} }), false)
  assert.is(exitWithParent({ env: { FIRESTEEL_LIFELINE_FD: '1' } }), false)
  assert.is(exitWithParent({ env: { FIRESTEEL_LIFELINE_FD: '987' } }), false)
})

test.run()
