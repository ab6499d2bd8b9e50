import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { processGone } from '../../src/handlers/connections.js'
import { masterChangeAcknowledged } from '../../src/handlers/master-change-acknowledged.js'
import { requestSubmitDriver } from '../../src/handlers/drivers.js'
import { workerLatestState } from '../../src/handlers/worker-latest-state.js'
import { workerSchedulerStateResponse } from '../../src/handlers/worker-scheduler-state-response.js'
import { completeRecovery } from '../../src/recovery/complete-recovery.js'
import { recordOfApp, recordOfDriver, recordOfWorker } from '../../src/recovery/records.js'
import { recover } from '../../src/recovery/recover.js'
import { Bench, DRIVER, aRef } from '../fixtures.js'

const test = suite('master: recovery')

/** A Master that starts with what another one stored, through JSON as an engine would keep it. */
function successor(before: Bench, extra: { name: string; value: unknown }[] = []): Bench {
  const { workers, apps, drivers } = before.state
  const records = [
    ...[...apps.values()].map(recordOfApp),
    ...[...drivers.values()].map(recordOfDriver),
    ...[...workers].map(recordOfWorker),
    ...extra,
  ].map(({ name, value }) => ({ name, value: JSON.parse(JSON.stringify(value)) as unknown }))
  const after = new Bench()
  after.state.status = 'RECOVERING'
  recover(after.state, { records, damaged: [] }, after.out, (address, name) =>
    aRef(name, address.hostPort),
  )
  return after
}

const only = <T>(items: Iterable<T>): T => {
  const [item] = items
  if (item === undefined) throw new Error('nothing there')
  return item
}

test('workers and applications are UNKNOWN and told who leads', () => {
  const before = new Bench()
  before.worker('w1')
  before.app('a')
  const after = successor(before)
  assert.is(only(after.state.workers).state, 'UNKNOWN')
  assert.is(only(after.state.apps.values()).state, 'UNKNOWN')
  assert.equal(
    after.out.sent.map(({ to, type }) => `${to} ${type}`),
    ['spark://AppClient@a:4040 MasterChanged', 'spark://Worker@w1:7078 MasterChanged'],
  )
})

test('when everybody has answered the Master is ALIVE, and what ran is known again', () => {
  const before = new Bench()
  before.worker('w1')
  const app = before.app('a', { maxCores: 2 })
  before.schedule()
  const after = successor(before)
  const worker = only(after.state.workers)
  const desc = {
    appId: app.id,
    execId: 0,
    rpId: 0,
    memoryMb: 512,
    cores: 2,
    state: 'RUNNING',
  } as const
  const answer = {
    id: worker.id,
    execResponses: [{ desc, resources: {} }],
    driverResponses: [],
  }
  workerSchedulerStateResponse(after.state, answer, after.out)
  workerSchedulerStateResponse(after.state, answer, after.out)
  assert.is(after.state.status, 'RECOVERING')
  masterChangeAcknowledged(after.state, { appId: app.id, nextExecutorId: 4 }, after.out)
  assert.is(after.state.status, 'ALIVE')
  const recovered = only(after.state.apps.values())
  assert.is(recovered.state, 'RUNNING')
  assert.is(recovered.coresGranted, 2)
  assert.is(worker.coresUsed, 2, 'counted once')
  assert.is(recovered.nextExecutorId, 4)
})

test('who does not answer is given up: the worker removed, the application finished', () => {
  const before = new Bench()
  before.worker('w1')
  before.app('a')
  const after = successor(before)
  completeRecovery(after.state, after.out)
  assert.is(after.state.status, 'ALIVE')
  assert.is(only(after.state.workers).state, 'DEAD')
  assert.is(after.state.apps.size, 0)
  assert.is(after.state.completedApps[0]?.state, 'FINISHED')
})

test('a recovering Master does not kill what a worker that registers early still runs', () => {
  const before = new Bench()
  before.worker('w1')
  const app = before.app('a')
  const after = successor(before)
  after.out.clear()
  const worker = after.worker('w1', { epoch: 2 })
  assert.equal(after.out.types('Worker@w1'), ['RegisteredWorker', 'MasterChanged'])
  after.out.clear()
  const desc = {
    appId: app.id,
    execId: 0,
    rpId: 0,
    memoryMb: 512,
    cores: 2,
    state: 'RUNNING',
  } as const
  const latest = { id: worker.id, epoch: 2, executors: [desc], driverIds: [] }
  workerLatestState(after.state, latest, after.out)
  assert.equal(after.out.sent, [])
})

test('an application that registers early counts as answered, under the same id', () => {
  const before = new Bench()
  const app = before.app('a')
  const after = successor(before)
  assert.is(after.app('a').id, app.id)
  assert.is(after.state.status, 'ALIVE')
})

test('when the last that has not answered is gone for good the recovery is complete', () => {
  const before = new Bench()
  before.worker('w1')
  const after = successor(before)
  processGone(after.state, 'w1:7078', after.out)
  assert.is(after.state.status, 'ALIVE')
})

test('drivers: a running one is bound, a queued one queued again, a lost one launched anew or failed', () => {
  const before = new Bench()
  before.worker('w1')
  const submit = (more = {}): void =>
    void requestSubmitDriver(
      before.state,
      { driverDescription: { ...DRIVER, ...more } },
      before.out,
    )
  submit()
  submit({ supervise: true })
  submit({ supervise: false })
  before.schedule()
  submit({ bundleUrl: 'queued' })
  const [running, supervised, lost] = [...before.state.drivers.keys()]
  const after = successor(before)
  const worker = only(after.state.workers)
  workerSchedulerStateResponse(
    after.state,
    {
      id: worker.id,
      execResponses: [],
      driverResponses: running === undefined ? [] : [{ driverId: running, resources: {} }],
    },
    after.out,
  )
  assert.is(after.state.status, 'ALIVE')
  const end = (id: unknown): unknown =>
    after.state.completedDrivers.find((driver) => driver.id === id)?.state
  assert.is(running === undefined || after.state.drivers.get(running)?.worker, worker)
  assert.is(end(supervised), 'RELAUNCHING')
  assert.is(end(lost), 'ERROR')
  const waiting = after.state.waitingDrivers
  assert.ok(waiting.some((driver) => driver.description.bundleUrl === 'queued'))
  assert.is(waiting.length, 2)
})

test('ids go on where the Master before stopped', () => {
  const before = new Bench()
  before.app('a')
  before.app('b')
  const after = successor(before)
  assert.match(after.app('c').id, /-0002$/)
})

test('a record that is not understood is left out, and the others are recovered', () => {
  const before = new Bench()
  before.app('a')
  const after = successor(before, [
    { name: 'app_strange', value: { id: 'app-1' } },
    { name: 'unheard_of', value: 1 },
  ])
  assert.is(after.state.apps.size, 1)
})

test.run()
