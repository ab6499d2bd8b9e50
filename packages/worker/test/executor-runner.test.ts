import { SimulatedClock } from '@firesteel/clock'
import { silentLogger } from '@firesteel/logging'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { type ExecutorReport, ExecutorRunner } from '../src/executor-runner.js'
import type { LaunchedProcess, ProcessSpec } from '../src/index.js'
import { FakeLauncher } from './fixtures.js'

const test = suite('worker: executor runner')

const SPEC: ProcessSpec = { file: 'node', args: [], env: {}, cwd: '/', header: '' }

/** A launcher whose launches wait until they are let go. */
class SlowLauncher extends FakeLauncher {
  letGo: () => void = () => {}

  override async launch(spec: ProcessSpec): Promise<LaunchedProcess> {
    await new Promise<void>((resolve) => (this.letGo = resolve))
    return super.launch(spec)
  }
}

function aRunner(launcher: FakeLauncher, prepare = async (): Promise<ProcessSpec> => SPEC) {
  const clock = new SimulatedClock()
  const reports: ExecutorReport[] = []
  const runner = new ExecutorRunner({
    prepare,
    report: (report) => reports.push(report),
    launcher,
    clock,
    logger: silentLogger,
    terminateTimeoutMs: 10_000,
  })
  runner.start()
  return { runner, clock, reports, states: () => reports.map(({ state }) => state) }
}

test('reports RUNNING when the process runs and EXITED when it ended, also for code 0', async () => {
  const launcher = new FakeLauncher()
  const { clock, reports } = aRunner(launcher)
  await clock.advanceAsync(0)
  launcher.last.end({ code: 0 })
  await clock.advanceAsync(0)
  assert.equal(reports, [
    { state: 'RUNNING' },
    { state: 'EXITED', message: 'Command exited with code 0', exitStatus: 0 },
  ])
})

test('killed while its directories are made, it is never started', async () => {
  const launcher = new FakeLauncher()
  let prepared: (spec: ProcessSpec) => void = () => {}
  const { runner, states } = aRunner(launcher, () => new Promise((resolve) => (prepared = resolve)))
  const killed = runner.kill()
  prepared(SPEC)
  await killed
  assert.equal(states(), ['KILLED'])
  assert.is(launcher.launched.length, 0)
})

test('killed while its process starts, it is ended as soon as it has', async () => {
  const launcher = new SlowLauncher()
  const { runner, clock, states } = aRunner(launcher)
  await clock.advanceAsync(0)
  const killed = runner.kill()
  launcher.letGo()
  await killed
  assert.equal(states(), ['KILLED'], 'and never reported as RUNNING')
  assert.equal(launcher.last.signals, ['SIGTERM'])
})

test('one that cannot be ended is reported KILLED all the same, once', async () => {
  const launcher = new FakeLauncher()
  const { runner, clock, states } = aRunner(launcher)
  await clock.advanceAsync(0)
  launcher.last.immortal = true
  void runner.kill()
  await clock.advanceAsync(19_999)
  assert.equal(states(), ['RUNNING'])
  await clock.advanceAsync(1)
  assert.equal(states(), ['RUNNING', 'KILLED'])
  launcher.last.end({ code: 0 })
  await clock.advanceAsync(0)
  assert.equal(states(), ['RUNNING', 'KILLED'])
})

test('what goes wrong before it runs is FAILED with the reason', async () => {
  const { clock, reports } = aRunner(new FakeLauncher(), async () => {
    throw new Error('the disk is full')
  })
  await clock.advanceAsync(0)
  assert.equal(reports, [{ state: 'FAILED', message: 'the disk is full' }])
})

test.run()
