import { formatExecutorId, workerIdFrom } from '@firesteel/deploy-messages'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { checkForWorkerTimeOut } from '../../src/handlers/check-for-worker-time-out.js'
import { processGone, processUnreachable } from '../../src/handlers/connections.js'
import { decommissionWorkersOnHosts } from '../../src/handlers/decommission-workers.js'
import { heartbeat } from '../../src/handlers/heartbeat.js'
import { registerWorker } from '../../src/handlers/register-worker.js'
import { workerDecommissioning } from '../../src/handlers/worker-decommissioning.js'
import { workerLatestState } from '../../src/handlers/worker-latest-state.js'
import { Bench, aRef } from '../fixtures.js'

const test = suite('master: workers')

test('a registration is stored, confirmed with its epoch and dialled address, and planned for', () => {
  const bench = new Bench()
  const { state, out } = bench
  registerWorker(state, bench.workerMessage('w1', { epoch: 3 }), out)
  assert.equal(out.types(), ['RegisteredWorker'])
  const [answer] = out.payloadsOf('RegisteredWorker')
  assert.is(answer?.duplicate, false)
  assert.is(answer?.epoch, 3)
  assert.equal(answer?.masterAddress, { host: 'm', port: 7077 })
  assert.equal(out.stored, ['worker_worker-w1'])
  assert.is(out.plansAsked, 1)
})

test('the same registration again is a success with a flag, and keeps what runs there', () => {
  const bench = new Bench()
  const worker = bench.worker('w1')
  bench.app('a')
  bench.schedule()
  bench.out.clear()
  assert.is(bench.worker('w1', { epoch: 2 }), worker)
  assert.equal(
    bench.out.payloadsOf('RegisteredWorker').map((answer) => answer.duplicate),
    [true],
  )
  assert.is(worker.executors.size, 1)
  assert.is(worker.epoch, 2)
})

test('a Master in standby says so and registers nobody', () => {
  const bench = new Bench()
  bench.state.status = 'STANDBY'
  bench.worker('w1')
  assert.equal(bench.out.types(), ['MasterInStandby'])
  assert.is(bench.state.workers.size, 0)
})

test('a worker of another wire version is refused with both versions named', () => {
  const bench = new Bench()
  bench.worker('w1', { wireVersions: { oldest: 90, newest: 99 } })
  assert.equal(bench.out.types(), ['RegisterWorkerFailed'])
  const message = String(bench.out.payloadsOf('RegisterWorkerFailed')[0]?.message)
  assert.match(message, /wire version 90 to 99 and this Master 1: install the same version/)
  bench.worker('w2', { wireVersions: { oldest: 1, newest: 99 } })
  assert.is(bench.state.workers.size, 1)
})

test('another process is refused the address of a worker that is there', () => {
  const bench = new Bench()
  bench.worker('w1')
  bench.out.clear()
  bench.worker('w1', { id: workerIdFrom('worker-other'), registrationId: 'other' })
  assert.equal(bench.out.types(), ['RegisterWorkerFailed'])
  assert.match(
    String(bench.out.payloadsOf('RegisterWorkerFailed')[0]?.message),
    'Attempted to re-register worker at same address: w1:7078',
  )
})

test('another process takes the address of a worker whose connection broke', () => {
  const bench = new Bench()
  const old = bench.worker('w1')
  processUnreachable(bench.state, 'w1:7078')
  const worker = bench.worker('w1', { id: workerIdFrom('worker-new'), registrationId: 'new' })
  assert.is(old.state, 'DEAD')
  assert.is(worker.state, 'ALIVE')
  assert.is(bench.state.workersByAddress.get('w1:7078'), worker)
})

test('the end of the process before is not the end of the one that took its address', () => {
  const bench = new Bench()
  bench.worker('w1')
  processUnreachable(bench.state, 'w1:7078')
  const heir = bench.worker('w1', { id: workerIdFrom('worker-new'), registrationId: 'new' })
  processGone(bench.state, 'w1:7078', bench.out)
  assert.is(heir.state, 'ALIVE')
  processGone(bench.state, 'w1:7078', bench.out)
  assert.is(heir.state, 'DEAD')
})

test('another process takes the address of a worker that a recovery has not heard of', () => {
  const bench = new Bench()
  const old = bench.worker('w1')
  old.state = 'UNKNOWN'
  bench.worker('w1', { id: workerIdFrom('worker-new'), registrationId: 'new' })
  assert.is(old.state, 'DEAD')
})

test('a heartbeat moves the deadline', () => {
  const bench = new Bench()
  const worker = bench.worker('w1')
  bench.out.now = 5_000
  heartbeat(bench.state, { workerId: worker.id, worker: worker.endpoint }, bench.out)
  assert.is(worker.lastHeartbeatAt, 5_000)
})

test('a heartbeat of a forgotten worker asks it to register again, unless in standby', () => {
  const bench = new Bench()
  const message = { workerId: workerIdFrom('worker-gone'), worker: aRef<never>('Worker', 'w:1') }
  heartbeat(bench.state, message, bench.out)
  assert.equal(bench.out.types(), ['ReconnectWorker'])
  bench.out.clear()
  bench.state.status = 'STANDBY'
  heartbeat(bench.state, message, bench.out)
  assert.equal(bench.out.types(), [])
})

test('a silent worker is given up after the timeout and forgotten after fifteen more', () => {
  const bench = new Bench({ workerTimeoutMs: 60_000, reaperIterations: 15 })
  const worker = bench.worker('w1')
  const checkAt = (now: number): void => {
    bench.out.now = now
    checkForWorkerTimeOut(bench.state, {}, bench.out)
  }
  checkAt(60_000)
  assert.is(worker.state, 'ALIVE')
  checkAt(60_001)
  assert.is(worker.state, 'DEAD')
  assert.ok(bench.state.workers.has(worker), 'it is still shown')
  assert.equal(bench.out.removed, ['worker_worker-w1'])
  checkAt(16 * 60_000)
  assert.ok(bench.state.workers.has(worker))
  checkAt(16 * 60_000 + 1)
  assert.not(bench.state.workers.has(worker))
})

test('the loss of a worker tells its applications which executors are lost, and that it is gone', () => {
  const bench = new Bench()
  const worker = bench.worker('w1')
  const app = bench.app('a', { maxCores: 2 })
  bench.schedule()
  bench.out.clear()
  processGone(bench.state, 'w1:7078', bench.out)
  assert.equal(bench.out.types('AppClient@a'), ['ExecutorUpdated', 'WorkerRemoved'])
  const [update] = bench.out.payloadsOf('ExecutorUpdated')
  assert.is(update?.state, 'LOST')
  assert.is(update?.workerHost, 'w1')
  assert.is(update?.exitStatus, undefined)
  assert.is(worker.state, 'DEAD')
  assert.is(app.coresGranted, 0)
})

test('executors that an order of an earlier registration should have started are given up', () => {
  const bench = new Bench()
  const worker = bench.worker('w1')
  const app = bench.app('a', { maxCores: 2 })
  bench.schedule()
  bench.worker('w1', { epoch: 2 })
  bench.out.clear()
  const nothing = { id: worker.id, epoch: 2, executors: [], driverIds: [] }
  workerLatestState(bench.state, nothing, bench.out)
  assert.is(bench.out.payloadsOf('ExecutorUpdated')[0]?.state, 'LOST')
  assert.is(app.coresGranted, 0)
  assert.is(worker.coresUsed, 0)
})

test('executors whose order may still be on its way are not given up', () => {
  const bench = new Bench()
  const worker = bench.worker('w1')
  bench.app('a')
  bench.schedule()
  bench.out.clear()
  workerLatestState(
    bench.state,
    { id: worker.id, epoch: 1, executors: [], driverIds: [] },
    bench.out,
  )
  assert.equal(bench.out.types(), [])
  assert.is(worker.executors.size, 1)
})

test('a worker that never said a word about a launch is asked to register and tell what it has', () => {
  const bench = new Bench({ workerTimeoutMs: 60_000 })
  const worker = bench.worker('w1')
  const app = bench.app('a')
  bench.schedule()
  bench.out.clear()
  const checkAt = (now: number): void => {
    bench.out.now = worker.lastHeartbeatAt = now
    checkForWorkerTimeOut(bench.state, {}, bench.out)
  }
  checkAt(60_000)
  assert.equal(bench.out.types(), [])
  checkAt(60_001)
  assert.equal(bench.out.types('Worker@w1'), ['ReconnectWorker'])
  bench.worker('w1', { epoch: 2 })
  const nothing = { id: worker.id, epoch: 2, executors: [], driverIds: [] }
  workerLatestState(bench.state, nothing, bench.out)
  assert.is(app.executors.size, 0)
  bench.schedule()
  assert.equal([...app.executors.keys()], [1])
})

test('a worker kills executors and drivers that the Master does not know', () => {
  const bench = new Bench()
  const worker = bench.worker('w1')
  const app = bench.app('a', { maxCores: 1 })
  bench.schedule()
  bench.out.clear()
  const executor = (appId: string, execId: number) =>
    ({ appId, execId, rpId: 0, memoryMb: 1, cores: 1, state: 'RUNNING' }) as never
  workerLatestState(
    bench.state,
    {
      id: worker.id,
      epoch: 1,
      executors: [executor(app.id, 0), executor(app.id, 7), executor('app-gone', 0)],
      driverIds: ['driver-gone' as never],
    },
    bench.out,
  )
  assert.equal(
    bench.out.sent.map(({ type, payload }) =>
      [type, payload.appId ?? payload.id ?? payload.driverId, payload.execId].join(' ').trim(),
    ),
    [
      `KillExecutor ${app.id} 7`,
      'KillExecutor app-gone 0',
      'ApplicationFinished app-gone',
      'KillDriver driver-gone',
    ],
  )
  assert.ok(worker.executors.has(formatExecutorId(app.id, 0)))
})

test('a worker that leaves keeps what runs, gets nothing more, and its executors are replaced', () => {
  const bench = new Bench()
  const leaving = bench.worker('w1')
  const app = bench.app('a', { maxCores: 2 })
  bench.schedule()
  bench.worker('w2')
  bench.out.clear()
  workerDecommissioning(bench.state, { id: leaving.id, worker: leaving.endpoint }, bench.out)
  assert.is(leaving.state, 'DECOMMISSIONED')
  assert.is(bench.out.payloadsOf('ExecutorUpdated')[0]?.state, 'DECOMMISSIONED')
  bench.schedule()
  assert.equal(
    [...app.executors.values()].map((executor) => executor.worker.host),
    ['w2'],
  )
})

test('workers on named hosts are told to leave, whatever the case of the name', () => {
  const bench = new Bench()
  bench.worker('w1')
  bench.worker('w2')
  bench.out.clear()
  assert.is(decommissionWorkersOnHosts(bench.state, { hostnames: ['W1', 'nowhere'] }, bench.out), 1)
  assert.equal(bench.out.types('Worker@w1'), ['DecommissionWorker'])
  bench.state.status = 'STANDBY'
  assert.is(decommissionWorkersOnHosts(bench.state, { hostnames: ['w2'] }, bench.out), 0)
})

test.run()
