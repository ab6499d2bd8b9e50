import {
  EXECUTOR_STATES,
  FINAL_DRIVER_STATES,
  formatExecutorId,
  isExecutorFinished,
  workerIdFrom,
} from '@firesteel/deploy-messages'
import { suite } from '@firesteel/testkit'
import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { checkForWorkerTimeOut } from '../src/handlers/check-for-worker-time-out.js'
import { processGone, processUnreachable } from '../src/handlers/connections.js'
import { decommissionWorkersOnHosts } from '../src/handlers/decommission-workers.js'
import { driverStateChanged } from '../src/handlers/driver-state-changed.js'
import { requestKillDriver, requestSubmitDriver } from '../src/handlers/drivers.js'
import { executorStateChanged } from '../src/handlers/executor-state-changed.js'
import { heartbeat } from '../src/handlers/heartbeat.js'
import { killExecutors } from '../src/handlers/kill-executors.js'
import { requestExecutors } from '../src/handlers/request-executors.js'
import { unregisterApplication } from '../src/handlers/unregister-application.js'
import { workerLatestState } from '../src/handlers/worker-latest-state.js'
import { Bench, DESCRIPTION, DRIVER } from './fixtures.js'

const test = suite('master: whatever happens')

/** One thing that happens: which, to whom, and two numbers to choose by. */
interface Happening {
  readonly what: keyof typeof happenings
  readonly who: number
  readonly a: number
  readonly b: number
}

const pick = <T>(items: Iterable<T>, by: number): T | undefined => {
  const all = [...items]
  return all.length === 0 ? undefined : all[by % all.length]
}

const happenings = {
  workerRegisters: (bench: Bench, { who, a }: Happening) => {
    bench.worker(`w${who}`, { cores: 1 + (a % 4), epoch: 1 + (a % 3) })
  },
  workerReplaced: (bench: Bench, { who, a }: Happening) => {
    processUnreachable(bench.state, `w${who}:7078`)
    const name = `worker-w${who}-${a}`
    bench.worker(`w${who}`, { id: workerIdFrom(name), registrationId: name })
  },
  workerGone: ({ state, out }: Bench, { who }: Happening) => {
    processGone(state, `w${who}:7078`, out)
  },
  timePasses: ({ state, out }: Bench, { a }: Happening) => {
    out.now += a * 1_000
    checkForWorkerTimeOut(state, {}, out)
  },
  heartbeat: ({ state, out }: Bench, { a }: Happening) => {
    const worker = pick(state.workers, a)
    if (worker !== undefined) {
      heartbeat(state, { workerId: worker.id, worker: worker.endpoint }, out)
    }
  },
  latestState: ({ state, out }: Bench, { a, b }: Happening) => {
    const worker = pick(state.workersById.values(), a)
    if (worker === undefined) return
    const executors = [...worker.executors.values()]
      .filter((_, index) => (b >> index) % 2 === 0)
      .map((executor) => ({
        appId: executor.app.id,
        execId: executor.id,
        rpId: executor.rpId,
        memoryMb: executor.memoryMb,
        cores: executor.cores,
        state: executor.state,
      }))
    const driverIds = [...worker.drivers.keys()].filter((_, index) => (b >> index) % 2 === 0)
    workerLatestState(state, { id: worker.id, epoch: 1 + (b % 4), executors, driverIds }, out)
  },
  hostLeaves: ({ state, out }: Bench, { who }: Happening) => {
    decommissionWorkersOnHosts(state, { hostnames: [`w${who}`] }, out)
  },
  appRegisters: (bench: Bench, { who, a, b }: Happening) => {
    bench.app(`a${who}`, {
      maxCores: a % 2 === 0 ? undefined : a,
      initialExecutorLimit: b % 3 === 0 ? b : undefined,
      defaultProfile: {
        ...DESCRIPTION.defaultProfile,
        executorCores: b % 2 === 0 ? undefined : 1 + (b % 3),
        executorMemoryMb: 256 * (1 + (a % 4)),
      },
    })
  },
  appUnregisters: ({ state, out }: Bench, { a }: Happening) => {
    const app = pick(state.apps.values(), a)
    if (app !== undefined) unregisterApplication(state, { appId: app.id }, out)
  },
  appGone: ({ state, out }: Bench, { who }: Happening) => {
    processGone(state, `a${who}:4040`, out)
  },
  executorReports: ({ state, out }: Bench, { a, b }: Happening) => {
    const worker = pick(state.workers, a)
    const executor = pick(worker?.executors.values() ?? [], b)
    if (executor === undefined) return
    const reported = EXECUTOR_STATES[b % EXECUTOR_STATES.length] ?? 'EXITED'
    const message = { appId: executor.app.id, execId: executor.id, state: reported, exitStatus: 1 }
    executorStateChanged(state, message, out)
  },
  executorsKilled: ({ state, out }: Bench, { a, b }: Happening) => {
    const app = pick(state.apps.values(), a)
    if (app !== undefined) {
      killExecutors(state, { appId: app.id, executorIds: [`${b % 8}`, 'x'] }, out)
    }
  },
  executorsWanted: ({ state, out }: Bench, { a, b }: Happening) => {
    const app = pick(state.apps.values(), a)
    if (app === undefined) return
    const requestedTotals = [{ rpId: 0, total: b % 6 }]
    requestExecutors(state, { appId: app.id, requestedTotals }, out)
  },
  driverSubmitted: ({ state, out }: Bench, { a, b }: Happening) => {
    const driverDescription = { ...DRIVER, cores: a % 3, supervise: b % 2 === 0 }
    requestSubmitDriver(state, { driverDescription }, out)
  },
  driverKilled: ({ state, out }: Bench, { a }: Happening) => {
    const driver = pick(state.drivers.values(), a)
    if (driver !== undefined) requestKillDriver(state, { driverId: driver.id }, out)
  },
  driverReports: ({ state, out }: Bench, { a, b }: Happening) => {
    const driver = pick(state.drivers.values(), a)
    const end = FINAL_DRIVER_STATES[b % FINAL_DRIVER_STATES.length] ?? 'FINISHED'
    if (driver !== undefined) driverStateChanged(state, { driverId: driver.id, state: end }, out)
  },
  scheduled: (bench: Bench) => {
    bench.schedule()
  },
} as const

const sum = (values: Iterable<number>): number =>
  [...values].reduce((total, each) => total + each, 0)

/** What must hold after anything: nothing is counted twice, lost, or given to two. */
function check({ state }: Bench): void {
  for (const worker of state.workers) {
    const executors = [...worker.executors.values()]
    const drivers = [...worker.drivers.values()]
    assert.is(
      worker.coresUsed,
      sum(executors.map((each) => each.cores)) + sum(drivers.map((each) => each.description.cores)),
    )
    assert.is(
      worker.memoryUsedMb,
      sum(executors.map((each) => each.memoryMb)) +
        sum(drivers.map((each) => each.description.memoryMb)),
    )
    assert.ok(worker.coresUsed <= worker.cores && worker.memoryUsedMb <= worker.memoryMb)
    if (worker.state === 'DEAD') assert.is(executors.length + drivers.length, 0)
    else assert.is(state.workersById.get(worker.id), worker)
    for (const executor of executors) {
      assert.not(isExecutorFinished(executor.state), 'an ended executor holds nothing')
      const tracked = executor.app.executors.get(executor.id) === executor
      assert.ok(tracked || executor.state === 'DECOMMISSIONED')
    }
    for (const driver of drivers) assert.is(state.drivers.get(driver.id), driver)
  }
  for (const app of state.apps.values()) {
    const executors = [...app.executors.values()]
    assert.is(app.coresGranted, sum(executors.map((each) => each.cores)))
    assert.ok(app.coresGranted <= (app.description.maxCores ?? Number.MAX_SAFE_INTEGER))
    assert.is(state.appsByRegistration.get(app.registrationId), app)
    for (const executor of executors) {
      const fullId = formatExecutorId(app.id, executor.id)
      assert.is(executor.worker.executors.get(fullId), executor, 'its worker knows it')
      assert.ok(executor.id < app.nextExecutorId)
    }
  }
  for (const driver of state.waitingDrivers) {
    assert.is(state.drivers.get(driver.id), driver)
    assert.is(driver.worker, undefined)
  }
}

const story = fc.array(
  fc.record({
    what: fc.constantFrom(...(Object.keys(happenings) as (keyof typeof happenings)[])),
    who: fc.nat(3),
    a: fc.nat(90),
    b: fc.nat(60),
  }),
  { maxLength: 60 },
)

test('cores and memory are counted once, every executor is tracked, and limits hold', () => {
  fc.assert(
    fc.property(story, (events) => {
      const bench = new Bench({ retainedApplications: 3, retainedDrivers: 3 })
      for (const event of events) {
        happenings[event.what](bench, event)
        check(bench)
        bench.schedule()
        check(bench)
      }
    }),
    { numRuns: 300 },
  )
})

test('when all applications and drivers are over nothing is used on any worker that stays', () => {
  fc.assert(
    fc.property(story, (events) => {
      const bench = new Bench()
      const staying = events.filter(({ what }) => what !== 'hostLeaves')
      for (const event of staying) {
        happenings[event.what](bench, event)
        bench.schedule()
      }
      const { state, out } = bench
      for (const { id } of state.apps.values()) unregisterApplication(state, { appId: id }, out)
      for (const { id } of state.drivers.values()) {
        driverStateChanged(state, { driverId: id, state: 'KILLED' }, out)
        requestKillDriver(state, { driverId: id }, out)
      }
      for (const worker of state.workersById.values()) {
        const leaving = [...worker.executors.values()].map((executor) => executor.state)
        assert.ok(leaving.every((each) => each === 'DECOMMISSIONED'))
        if (leaving.length > 0) continue
        assert.equal([worker.coresUsed, worker.memoryUsedMb], [0, 0])
      }
    }),
    { numRuns: 200 },
  )
})

test.run()
