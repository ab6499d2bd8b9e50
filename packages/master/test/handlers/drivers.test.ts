import { driverIdFrom } from '@firesteel/deploy-messages'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { processGone } from '../../src/handlers/connections.js'
import { driverStateChanged } from '../../src/handlers/driver-state-changed.js'
import {
  requestDriverStatus,
  requestKillDriver,
  requestSubmitDriver,
} from '../../src/handlers/drivers.js'
import { Bench, DRIVER } from '../fixtures.js'

const test = suite('master: drivers')

const submit = (bench: Bench, more = {}) => {
  const driverDescription = { ...DRIVER, ...more }
  const answer = requestSubmitDriver(bench.state, { driverDescription }, bench.out)
  return driverIdFrom(answer.driverId ?? 'none')
}

test('a submitted driver is stored and queued, then placed before any executor', () => {
  const bench = new Bench()
  bench.worker('w1', { cores: 2 })
  bench.app('a')
  const id = submit(bench)
  assert.ok(bench.out.stored.includes(`driver_${id}`))
  bench.out.clear()
  bench.schedule()
  assert.equal(bench.out.types('Worker@w1'), ['LaunchDriver', 'LaunchExecutor'])
  assert.is(bench.out.payloadsOf('LaunchExecutor')[0]?.cores, 1)
  assert.is(requestDriverStatus(bench.state, { driverId: id }).state, 'RUNNING')
})

test('a Master that is not ALIVE refuses, beginning as clients of several Masters expect', () => {
  const bench = new Bench()
  bench.state.status = 'RECOVERING'
  const driverDescription = DRIVER
  const driverId = driverIdFrom('driver-1')
  const prefix = 'Current state is not alive: RECOVERING. Can only '
  const submitted = requestSubmitDriver(bench.state, { driverDescription }, bench.out)
  assert.is(submitted.success, false)
  assert.is(submitted.message, `${prefix}accept driver submissions in ALIVE state.`)
  const killed = requestKillDriver(bench.state, { driverId }, bench.out)
  assert.is(killed.message, `${prefix}kill drivers in ALIVE state.`)
  const status = requestDriverStatus(bench.state, { driverId })
  assert.is(status.exception, `${prefix}request driver status in ALIVE state.`)
})

test('a driver that ends frees its share and is remembered with its end', () => {
  const bench = new Bench()
  const worker = bench.worker('w1')
  const driverId = submit(bench)
  bench.schedule()
  assert.is(worker.coresUsed, 1)
  const exception = { name: 'Error', message: 'no bundle' }
  const message = { driverId, state: 'ERROR', exception } as const
  assert.is(driverStateChanged(bench.state, message, bench.out), true)
  assert.is(
    driverStateChanged(bench.state, message, bench.out),
    true,
    'a repetition is acknowledged',
  )
  assert.is(worker.coresUsed, 0)
  const status = requestDriverStatus(bench.state, { driverId })
  assert.equal([status.found, status.state, status.exception], [true, 'ERROR', 'no bundle'])
})

test('a supervised driver of a lost worker runs again under a new id', () => {
  const bench = new Bench()
  bench.worker('w1')
  const driverId = submit(bench, { supervise: true })
  bench.schedule()
  processGone(bench.state, 'w1:7078', bench.out)
  bench.worker('w2')
  bench.schedule()
  assert.is(requestDriverStatus(bench.state, { driverId }).state, 'RELAUNCHING')
  const [relaunched] = [...bench.state.drivers.values()]
  assert.is.not(relaunched?.id, driverId)
  assert.is(relaunched?.worker?.host, 'w2')
})

test('a driver of a lost worker that is not supervised ends in ERROR', () => {
  const bench = new Bench()
  bench.worker('w1')
  const driverId = submit(bench)
  bench.schedule()
  processGone(bench.state, 'w1:7078', bench.out)
  assert.is(requestDriverStatus(bench.state, { driverId }).state, 'ERROR')
})

test('a waiting driver is killed at once, a running one by its worker, an unknown one not', () => {
  const bench = new Bench()
  const driverId = submit(bench)
  assert.is(requestKillDriver(bench.state, { driverId }, bench.out).success, true)
  assert.is(requestDriverStatus(bench.state, { driverId }).state, 'KILLED')
  assert.is(bench.state.waitingDrivers.length, 0)

  bench.worker('w1')
  const running = submit(bench)
  bench.schedule()
  bench.out.clear()
  assert.is(requestKillDriver(bench.state, { driverId: running }, bench.out).success, true)
  assert.equal(bench.out.types('Worker@w1'), ['KillDriver'])
  assert.is(requestDriverStatus(bench.state, { driverId: running }).state, 'RUNNING')

  const answer = requestKillDriver(bench.state, { driverId }, bench.out)
  assert.is(answer.message, `Driver ${driverId} has already finished or does not exist`)
})

test.run()
