import { type ExecutorState, appIdFrom } from '@firesteel/deploy-messages'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { processGone } from '../../src/handlers/connections.js'
import { executorStateChanged } from '../../src/handlers/executor-state-changed.js'
import { killExecutors } from '../../src/handlers/kill-executors.js'
import { registerApplication } from '../../src/handlers/register-application.js'
import { requestExecutors } from '../../src/handlers/request-executors.js'
import { unregisterApplication } from '../../src/handlers/unregister-application.js'
import type { ApplicationInfo } from '../../src/state.js'
import { Bench, DESCRIPTION } from '../fixtures.js'

const test = suite('master: applications')

function report(
  bench: Bench,
  app: ApplicationInfo,
  execId: number,
  state: ExecutorState,
  exitStatus?: number,
): true {
  const message = { appId: app.id, execId, state, exitStatus, message: 'it said so' }
  return executorStateChanged(bench.state, message, bench.out)
}

test('a registration is stored, answered with an id, and planned for', () => {
  const bench = new Bench()
  bench.out.now = new Date(2026, 0, 2, 3, 4, 5).getTime()
  const app = bench.app('a')
  assert.is(app.id, 'app-20260102030405-0000')
  assert.equal(bench.out.types(), ['RegisteredApplication'])
  assert.equal(bench.out.stored, [`app_${app.id}`])
})

test('the same registration again is answered with the same id, and registers nothing', () => {
  const bench = new Bench()
  const app = bench.app('a')
  bench.app('a')
  const answers = bench.out.payloadsOf('RegisteredApplication')
  assert.equal(
    answers.map(({ appId, duplicate }) => [appId, duplicate]),
    [
      [app.id, false],
      [app.id, true],
    ],
  )
  assert.is(bench.state.apps.size, 1)
  assert.is(bench.out.stored.length, 1)
})

test('a new Master takes an application back under the id that it had, and counts its executors on', () => {
  const bench = new Bench()
  const resume = { appId: appIdFrom('app-20200101000000-0007'), nextExecutorId: 5 }
  bench.worker('w1')
  registerApplication(bench.state, bench.appMessage('a', { resume }), bench.out)
  bench.schedule()
  assert.is(bench.out.payloadsOf('RegisteredApplication')[0]?.appId, resume.appId)
  assert.is(bench.out.payloadsOf('LaunchExecutor')[0]?.execId, 5)
})

test('an id that another application has is not given again', () => {
  const bench = new Bench()
  const first = bench.app('a')
  const resume = { appId: first.id, nextExecutorId: 0 }
  registerApplication(bench.state, bench.appMessage('b', { resume }), bench.out)
  const ids = bench.out.payloadsOf('RegisteredApplication').map((answer) => answer.appId)
  assert.is(new Set(ids).size, 2)
})

test('an application of another wire version is refused with both versions named', () => {
  const bench = new Bench()
  const message = bench.appMessage('a', { wireVersions: { oldest: 99, newest: 99 } })
  registerApplication(bench.state, message, bench.out)
  assert.is(bench.state.apps.size, 0)
  assert.match(
    String(bench.out.payloadsOf('ApplicationRemoved')[0]?.message),
    'wire version 99 and',
  )
})

test('in standby an application is told so', () => {
  const bench = new Bench()
  bench.state.status = 'STANDBY'
  bench.app('a')
  assert.equal(bench.out.types(), ['MasterInStandby'])
})

test('executors are launched on the worker and announced to the application', () => {
  const bench = new Bench()
  bench.worker('w1')
  const app = bench.app('a', {
    maxCores: 4,
    defaultProfile: { ...DESCRIPTION.defaultProfile, executorCores: 2 },
  })
  bench.schedule()
  assert.equal(bench.out.types('Worker@w1').slice(1), ['LaunchExecutor', 'LaunchExecutor'])
  assert.equal(
    bench.out.payloadsOf('ExecutorAdded').map(({ id, hostPort, cores }) => [id, hostPort, cores]),
    [
      [0, 'w1:7078', 2],
      [1, 'w1:7078', 2],
    ],
  )
  assert.is(app.state, 'RUNNING')
  assert.is(app.coresGranted, 4)
})

test('nothing is launched by a Master that is not ALIVE', () => {
  const bench = new Bench()
  bench.worker('w1')
  bench.app('a')
  bench.state.status = 'RECOVERING'
  bench.schedule()
  assert.equal(bench.out.payloadsOf('LaunchExecutor'), [])
})

test('an executor that ends is replaced, and its share is free in between', () => {
  const bench = new Bench()
  const worker = bench.worker('w1')
  const app = bench.app('a')
  bench.schedule()
  report(bench, app, 0, 'RUNNING')
  report(bench, app, 0, 'EXITED', 1)
  assert.is(worker.coresUsed, 0)
  assert.is(app.coresGranted, 0)
  bench.schedule()
  assert.equal([...app.executors.keys()], [1])
  const updates = bench.out.payloadsOf('ExecutorUpdated')
  assert.equal(
    updates.map(({ state, exitStatus, message }) => [state, exitStatus, message]),
    [
      ['RUNNING', undefined, 'it said so'],
      ['EXITED', 1, 'it said so'],
    ],
  )
})

test('a report that comes twice counts once and is acknowledged twice', () => {
  const bench = new Bench()
  bench.worker('w1')
  const app = bench.app('a')
  bench.schedule()
  assert.is(report(bench, app, 0, 'EXITED', 1), true)
  assert.is(report(bench, app, 0, 'EXITED', 1), true)
  assert.is(app.retryCount, 1)
})

test('an application none of whose executors runs is failed after ten that ended badly', () => {
  const bench = new Bench({ maxExecutorRetries: 10 })
  bench.worker('w1')
  const app = bench.app('a')
  for (let attempt = 0; attempt < 10; attempt++) {
    assert.is(app.state === 'FAILED', false)
    bench.schedule()
    report(bench, app, attempt, 'EXITED', 1)
  }
  assert.is(app.state, 'FAILED')
  assert.match(String(bench.out.payloadsOf('ApplicationRemoved')[0]?.message), /^FAILED: 10 /)
})

test('an executor that runs resets the count; exits with 0 and decommissioned ones do not count', () => {
  const bench = new Bench({ maxExecutorRetries: 2 })
  const worker = bench.worker('w1')
  const app = bench.app('a')
  bench.schedule()
  report(bench, app, 0, 'FAILED')
  bench.schedule()
  report(bench, app, 1, 'RUNNING')
  assert.is(app.retryCount, 0)
  report(bench, app, 1, 'EXITED', 0)
  assert.is(app.retryCount, 0)
  bench.schedule()
  const executor = app.executors.get(2)
  if (executor !== undefined) executor.state = 'DECOMMISSIONED'
  report(bench, app, 2, 'EXITED', 1)
  assert.is(app.retryCount, 0)
  assert.is(worker.coresUsed, 0)
})

test('an application whose executors all exit at once is failed though each of them ran for a moment', () => {
  const bench = new Bench({ maxExecutorRetries: 3 })
  bench.worker('w1')
  const app = bench.app('a')
  const runs = (execId: number, ms: number, exitStatus: number): void => {
    bench.schedule()
    report(bench, app, execId, 'RUNNING')
    bench.out.now += ms
    report(bench, app, execId, 'EXITED', exitStatus)
  }
  runs(0, 500, 1)
  runs(1, 500, 1)
  runs(2, 60_000, 1)
  for (let killed = 3; killed < 10; killed++) runs(killed, 500, 137)
  runs(10, 500, 1)
  runs(11, 500, 1)
  assert.is(app.state, 'RUNNING', 'what runs for a while, or is killed, is no sign of a broken one')
  runs(12, 500, 1)
  assert.is(app.state, 'FAILED')
  assert.match(
    String(bench.out.payloadsOf('ApplicationRemoved')[0]?.message),
    /^FAILED: 3 executors ended badly in a row, the last one on .*: it said so/,
  )
})

test('a limit of -1 never fails an application', () => {
  const bench = new Bench({ maxExecutorRetries: -1 })
  bench.worker('w1')
  const app = bench.app('a')
  for (let attempt = 0; attempt < 20; attempt++) {
    bench.schedule()
    report(bench, app, attempt, 'EXITED', 1)
  }
  assert.is(app.state, 'RUNNING')
})

test('a running executor that nobody knows is killed', () => {
  const bench = new Bench()
  bench.worker('w1')
  const app = bench.app('a')
  bench.out.clear()
  bench.out.sender = 'w1:7078'
  assert.is(report(bench, app, 99, 'RUNNING'), true)
  assert.equal(bench.out.types('Worker@w1'), ['KillExecutor'])
})

test('an application that unregisters is over: executors killed, workers told, its driver not', () => {
  const bench = new Bench()
  const worker = bench.worker('w1')
  const app = bench.app('a')
  bench.schedule()
  bench.out.clear()
  unregisterApplication(bench.state, { appId: app.id }, bench.out)
  assert.equal(bench.out.types(), ['KillExecutor', 'ApplicationFinished'])
  assert.is(app.state, 'FINISHED')
  assert.is(worker.coresUsed, 0)
  assert.equal(bench.out.removed, [`app_${app.id}`])
  assert.equal(bench.state.completedApps, [app])
})

test('an application whose process is gone is finished', () => {
  const bench = new Bench()
  const app = bench.app('a')
  processGone(bench.state, 'a:4040', bench.out)
  assert.is(app.state, 'FINISHED')
  assert.is(bench.state.apps.size, 0)
})

test('completed applications are retained up to the limit, a tenth dropped at a time', () => {
  const bench = new Bench({ retainedApplications: 20 })
  for (let number = 0; number < 21; number++) {
    unregisterApplication(bench.state, { appId: bench.app(`a${number}`).id }, bench.out)
  }
  assert.is(bench.state.completedApps.length, 19)
  assert.is(bench.state.completedApps[0]?.description.name, 'a2')
})

test('executors wanted are given up to the new total, and none is killed when it is lowered', () => {
  const bench = new Bench()
  bench.worker('w1')
  const app = bench.app('a', {
    initialExecutorLimit: 0,
    defaultProfile: { ...DESCRIPTION.defaultProfile, executorCores: 1 },
  })
  const want = (total: number): boolean => {
    const requestedTotals = [{ rpId: 0, total }]
    const known = requestExecutors(bench.state, { appId: app.id, requestedTotals }, bench.out)
    bench.schedule()
    return known
  }
  bench.schedule()
  assert.is(app.executors.size, 0)
  assert.is(want(3), true)
  assert.is(app.executors.size, 3)
  want(1)
  assert.is(app.executors.size, 3)
  const unknown = { appId: appIdFrom('app-unknown'), requestedTotals: [] }
  assert.is(requestExecutors(bench.state, unknown, bench.out), false)
})

test('executors that an application kills are gone at once; unknown and unreadable ids are passed by', () => {
  const bench = new Bench()
  const worker = bench.worker('w1')
  const app = bench.app('a', { initialExecutorLimit: 1 })
  bench.schedule()
  bench.out.clear()
  const message = { appId: app.id, executorIds: ['0', '9', 'x'] }
  assert.is(killExecutors(bench.state, message, bench.out), true)
  assert.equal(bench.out.types(), ['KillExecutor'])
  assert.is(worker.coresUsed, 0)
  assert.is(app.coresGranted, 0)
  assert.is(report(bench, app, 0, 'KILLED'), true)
  assert.is(app.retryCount, 0, 'a death on request is no failure')
  const unknown = { appId: appIdFrom('app-unknown'), executorIds: [] }
  assert.is(killExecutors(bench.state, unknown, bench.out), false)
})

test.run()
