import { SimulatedClock } from '@firesteel/clock'
import { silentLogger } from '@firesteel/logging'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { DriverRunner } from '../src/driver-runner.js'
import { FakeLauncher } from './fixtures.js'

const test = suite('worker: driver runner')

function aRunner(supervise: boolean) {
  const clock = new SimulatedClock()
  const launcher = new FakeLauncher()
  const ends: (string | undefined)[][] = []
  const runner = new DriverRunner({
    prepare: async () => ({ file: 'node', args: [], env: {}, cwd: '/', header: '' }),
    report: (state, error) => ends.push([state, error?.message]),
    supervise,
    launcher,
    clock,
    logger: silentLogger,
    terminateTimeoutMs: 10_000,
  })
  runner.start()
  return { runner, clock, launcher, ends }
}

test('exit 0 is FINISHED, another is FAILED when it is not supervised', async () => {
  for (const [code, state] of [
    [0, 'FINISHED'],
    [1, 'FAILED'],
  ] as const) {
    const { clock, launcher, ends } = aRunner(false)
    await clock.advanceAsync(0)
    launcher.last.end({ code })
    await clock.advanceAsync(0)
    assert.equal(ends, [[state, undefined]])
  }
})

test('a supervised driver that fails is started again after 1, 2, 4 … seconds, at most 5 minutes', async () => {
  const { clock, launcher, ends } = aRunner(true)
  await clock.advanceAsync(0)
  for (const delayMs of [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300].map((s) => s * 1_000)) {
    const before = launcher.launched.length
    launcher.last.end({ code: 1 })
    await clock.advanceAsync(delayMs - 1)
    assert.is(launcher.launched.length, before, `not before ${delayMs} ms`)
    await clock.advanceAsync(1)
    assert.is(launcher.launched.length, before + 1, `after ${delayMs} ms`)
  }
  assert.equal(ends, [])
})

test('a run of more than five seconds starts the delays anew', async () => {
  const { clock, launcher } = aRunner(true)
  await clock.advanceAsync(0)
  for (const lastedMs of [0, 0, 5_001]) {
    await clock.advanceAsync(lastedMs)
    launcher.last.end({ code: 1 })
    await clock.advanceAsync(lastedMs > 0 ? 1_000 : 2_000)
  }
  assert.is(launcher.launched.length, 4)
})

test('a kill while it waits for its next start ends it', async () => {
  const { runner, clock, launcher, ends } = aRunner(true)
  await clock.advanceAsync(0)
  launcher.last.end({ code: 1 })
  await clock.advanceAsync(500)
  await runner.kill()
  assert.equal(ends, [['KILLED', undefined]])
  await clock.advanceAsync(10_000)
  assert.is(launcher.launched.length, 1)
})

test('a kill while it runs ends the process', async () => {
  const { runner, clock, launcher, ends } = aRunner(true)
  await clock.advanceAsync(0)
  await runner.kill()
  assert.equal(launcher.last.signals, ['SIGTERM'])
  assert.equal(ends, [['KILLED', undefined]])
})

test('a kill before the first start means that it never starts', async () => {
  const { runner, launcher, ends } = aRunner(false)
  await runner.kill()
  assert.is(launcher.launched.length, 0)
  assert.equal(ends, [['KILLED', undefined]])
})

test('what cannot be started is an ERROR with the reason', async () => {
  const { clock, launcher, ends } = aRunner(true)
  launcher.failure = new Error('no such file')
  await clock.advanceAsync(0)
  assert.equal(ends, [['ERROR', 'no such file']])
})

test.run()
