import { fileURLToPath } from 'node:url'
import { runNode, suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'

const test = suite('firesteel-executor: process')
const program = fileURLToPath(new URL('../bin/firesteel-executor.js', import.meta.url))

test('arguments that name no executor: one line, the usage, exit code 1', async () => {
  const { code, stdout, stderr } = await runNode([program, '--cores', '2'], { nodeArgs: [] })
  assert.is(code, 1)
  assert.is(stdout, '')
  assert.match(stderr, /^--driver-url is missing\nUsage: firesteel-executor /)
})

test('a driver that cannot be reached: exit code 1, and the log says which', async () => {
  const nobody = 'spark://CoarseGrainedScheduler@127.0.0.1:9'
  const { code, stderr } = await runNode(
    [
      program,
      '--driver-url',
      nobody,
      '--executor-id',
      '0',
      '--cores',
      '1',
      '--app-id',
      'app',
      '--hostname',
      '127.0.0.1',
    ],
    { nodeArgs: [] },
  )
  assert.is(code, 1)
  assert.match(stderr, `Cannot register with driver: ${nobody}`)
})

test.run()
