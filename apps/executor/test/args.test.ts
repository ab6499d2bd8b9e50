import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { UsageError, parseExecutorArgs } from '../src/index.js'

const test = suite('firesteel-executor: arguments')

const GIVEN = {
  'driver-url': 'spark://CoarseGrainedScheduler@127.0.0.1:4041',
  'executor-id': '3',
  cores: '2',
  'app-id': 'app-20261120130000-0000',
}
const argv = (values: Record<string, string>): string[] =>
  Object.entries(values).flatMap(([name, value]) => [`--${name}`, value])

test('reads what a worker passes', () => {
  const args = parseExecutorArgs(
    argv({ ...GIVEN, hostname: 'h', 'worker-url': 'spark://Worker@h:1', resourceProfileId: '0' }),
  )
  assert.equal(args, {
    driverUrl: GIVEN['driver-url'],
    executorId: '3',
    appId: GIVEN['app-id'],
    cores: 2,
    bindAddress: undefined,
    hostname: 'h',
    workerUrl: 'spark://Worker@h:1',
    resourcesFile: undefined,
    resourceProfileId: 0,
  })
})

for (const name of ['driver-url', 'executor-id', 'app-id', 'cores'] as const) {
  test(`refuses to run without --${name}, and names it`, () => {
    const { [name]: _left, ...rest } = GIVEN
    assert.throws(
      () => parseExecutorArgs(argv(rest)),
      (error: Error) => error instanceof UsageError && error.message.includes(`--${name}`),
    )
  })
}

for (const cores of ['0', '-1', 'two', '1.5']) {
  test(`refuses ${cores} cores`, () => {
    assert.throws(
      () => parseExecutorArgs([...argv({ ...GIVEN, cores: '1' }), `--cores=${cores}`]),
      (error: Error) => error instanceof UsageError,
    )
  })
}

test('refuses an option it does not know', () => {
  assert.throws(
    () => parseExecutorArgs([...argv(GIVEN), '--user-class-path', 'x']),
    (error: Error) => error instanceof UsageError && error.message.includes('--user-class-path'),
  )
})

test.run()
