import {
  ApplicationFinished,
  DecommissionWorker,
  type DriverStateChanged,
  type ExecutorStateChanged,
  KillExecutor,
  LaunchDriver,
  LaunchExecutor,
  MasterChanged,
  ReconnectWorker,
  RegisterWorkerFailed,
  type RegisterWorker,
  RequestWorkerState,
  type WorkerLatestState,
  type WorkerProtocol,
  type WorkerSchedulerStateResponse,
  driverIdFrom,
} from '@firesteel/deploy-messages'
import { type EndpointRef, RpcAddress } from '@firesteel/rpc-core'
import { suite, until } from '@firesteel/testkit'
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import type { Worker } from '../src/index.js'
import { APP, Bench, type FakeMaster, aDriver, anApp, someOptions } from './fixtures.js'

interface Context {
  bench: Bench
}
const test = suite<Context>('worker', { context: {} as Context })
test.before.each((context) => {
  context.bench = new Bench()
})
test.after.each(({ bench }) => bench.end())

const heard = (master: FakeMaster, name: string, times = 1) =>
  until(`${times} × ${name}`, () => master.of(name).length >= times)

const states = (master: FakeMaster) =>
  master.of<ExecutorStateChanged>('ExecutorStateChanged').map(({ state }) => state)

async function registered(
  bench: Bench,
  changes: Parameters<Bench['worker']>[1] = {},
): Promise<{ master: FakeMaster; worker: Worker; ref: EndpointRef<WorkerProtocol> }> {
  const master = await bench.master()
  const worker = await bench.worker([master], changes)
  await heard(master, 'WorkerLatestState')
  return { master, worker, ref: master.worker as EndpointRef<WorkerProtocol> }
}

async function running(bench: Bench, changes: Parameters<Bench['worker']>[1] = {}) {
  const all = await registered(bench, changes)
  all.ref.send(LaunchExecutor, all.master.launch())
  await heard(all.master, 'ExecutorStateChanged')
  return all
}

test('registers with what it has, and tells what runs on it', async ({ bench }) => {
  const { master, worker } = await registered(bench)
  const [registration] = master.of<RegisterWorker>('RegisterWorker')
  assert.match(worker.identity.workerId, /^worker-20260101\d{6}-127\.0\.0\.1-\d+$/)
  assert.is(registration?.id, worker.identity.workerId)
  assert.is(registration?.cores, 4)
  assert.is(registration?.memory, 2_048)
  assert.equal(registration?.masterAddress, { host: '127.0.0.1', port: master.env.address?.port })
  const [latest] = master.of<WorkerLatestState>('WorkerLatestState')
  assert.equal(latest?.executors, [])
  assert.equal(bench.registeredAt, [master.url])
})

test('sends a heartbeat at once and then four times per timeout', async ({ bench }) => {
  const { master } = await registered(bench)
  await bench.clock.advanceAsync(0)
  await heard(master, 'Heartbeat', 1)
  await bench.clock.advanceAsync(60_000)
  await heard(master, 'Heartbeat', 5)
  assert.is(master.of('Heartbeat').length, 5)
})

test('has one heartbeat timer however often it registers', async ({ bench }) => {
  const { master, ref } = await registered(bench)
  for (const times of [2, 3, 4]) {
    ref.send(ReconnectWorker, { masterUrl: master.url })
    await heard(master, 'WorkerLatestState', times)
  }
  await bench.clock.advanceAsync(0)
  await heard(master, 'Heartbeat', 1)
  await bench.clock.advanceAsync(45_000)
  await heard(master, 'Heartbeat', 4)
  await ref.ask(RequestWorkerState, {})
  assert.is(master.of('Heartbeat').length, 4)
})

test('registers with every Master it knows and follows the one that answers', async ({ bench }) => {
  const [standby, leader] = [await bench.master(), await bench.master()]
  standby.answers = false
  await bench.worker([standby, leader])
  await heard(leader, 'WorkerLatestState')
  await heard(standby, 'RegisterWorker')
  assert.equal(bench.registeredAt, [leader.url])
  assert.is(standby.of('Heartbeat').length, 0)
})

test('gives up with the reason when its only Master refuses it', async ({ bench }) => {
  const master = await bench.master()
  master.answers = false
  await bench.worker([master])
  await heard(master, 'RegisterWorker')
  master.worker?.send(RegisterWorkerFailed, { message: 'the address is taken' })
  await until('it gave up', () => bench.gaveUp.length > 0)
  assert.match(bench.gaveUp[0]?.message ?? '', /the address is taken/)
})

test('gives up when no Master answers within its schedule', async ({ bench }) => {
  const master = await bench.master()
  master.answers = false
  await bench.worker([master])
  for (const attempt of [1, 2, 3]) {
    await heard(master, 'RegisterWorker', attempt)
    await bench.clock.advanceAsync(10_000)
  }
  await until('it gave up', () => bench.gaveUp.length > 0)
  assert.match(bench.gaveUp[0]?.message ?? '', /did not answer/)
})

test('launches an executor in a directory of its own and says that it runs', async ({ bench }) => {
  const options = someOptions()
  const { master, worker } = await running(bench, { options })
  const { spec } = bench.launcher.last
  const directory = join(options.workDir, APP, '0')
  assert.is(spec.cwd, directory)
  assert.ok(statSync(directory).isDirectory())
  const { host, port } = worker.identity
  assert.equal(spec.args, [
    '/installed/executor.js',
    '--executor-id',
    '0',
    '--worker-url',
    `spark://Worker@${host}:${port}`,
  ])
  assert.equal(master.of('ExecutorStateChanged'), [{ appId: APP, execId: 0, state: 'RUNNING' }])
})

test('gives an application private local directories, which its executors share', async ({
  bench,
}) => {
  const options = someOptions()
  const { master, ref } = await running(bench, { options })
  ref.send(LaunchExecutor, master.launch({ execId: 1 }))
  await heard(master, 'ExecutorStateChanged', 2)
  const dirs = bench.launcher.launched.map(({ spec }) => spec.env.SPARK_EXECUTOR_DIRS)
  assert.is(dirs[0], dirs[1])
  assert.is(statSync(dirs[0] as string).mode & 0o777, 0o700)
})

test('tells an executor which addresses of custom resources are its own', async ({ bench }) => {
  const { master, ref } = await registered(bench, { resources: { gpu: ['0', '1'] } })
  ref.send(LaunchExecutor, master.launch({ resources: { gpu: ['1'] } }))
  await heard(master, 'ExecutorStateChanged')
  const { args } = bench.launcher.last.spec
  assert.is(args.at(-2), '--resourcesFile')
  assert.equal(JSON.parse(readFileSync(args.at(-1) as string, 'utf8')), [
    { id: { componentName: 'spark.executor', resourceName: 'gpu' }, addresses: ['1'] },
  ])
  assert.equal((await ref.ask(RequestWorkerState, {})).resourcesUsed, { gpu: ['1'] })
})

test('tells how an executor ended, and what it had is free again', async ({ bench }) => {
  const { master, ref } = await running(bench)
  assert.is((await ref.ask(RequestWorkerState, {})).coresUsed, 2)
  bench.launcher.last.end({ code: 137, signal: 'SIGKILL' })
  await heard(master, 'ExecutorStateChanged', 2)
  assert.equal(master.of('ExecutorStateChanged')[1], {
    appId: APP,
    execId: 0,
    state: 'EXITED',
    message: 'Command exited with code 137 (SIGKILL)',
    exitStatus: 137,
  })
  const state = await ref.ask(RequestWorkerState, {})
  assert.is(state.coresUsed, 0)
  assert.is(state.memoryUsed, 0)
  assert.equal(
    state.finishedExecutors.map(({ execId, exitStatus }) => [execId, exitStatus]),
    [[0, 137]],
  )
})

test('an executor that cannot be started has FAILED with the reason', async ({ bench }) => {
  bench.launcher.failure = new Error('no such file')
  const { master } = await running(bench)
  assert.equal(master.of('ExecutorStateChanged'), [
    { appId: APP, execId: 0, state: 'FAILED', message: 'no such file' },
  ])
})

test('an executor directory that exists already fails the launch', async ({ bench }) => {
  const options = someOptions()
  const { master } = await running(bench, { options })
  const other = await bench.worker([master], { options })
  await heard(master, 'WorkerLatestState', 2)
  master.worker?.send(LaunchExecutor, master.launch())
  await heard(master, 'ExecutorStateChanged', 2)
  const [, failed] = master.of<ExecutorStateChanged>('ExecutorStateChanged')
  assert.is(failed?.state, 'FAILED')
  assert.match(failed?.message ?? '', /cannot create the executor directory .*EEXIST/)
  await other.stop()
})

test('ignores orders of a Master that is not the active one', async ({ bench }) => {
  const { master, ref } = await running(bench)
  const masterUrl = 'spark://10.0.0.9:7077'
  ref.send(LaunchExecutor, master.launch({ execId: 1, masterUrl }))
  ref.send(KillExecutor, { masterUrl, appId: APP, execId: 0 })
  await ref.ask(RequestWorkerState, {})
  assert.is(bench.launcher.launched.length, 1)
  assert.equal(bench.launcher.last.signals, [])
})

test('launches an executor once, however often it is told', async ({ bench }) => {
  const { master, ref } = await running(bench)
  ref.send(LaunchExecutor, master.launch())
  await ref.ask(RequestWorkerState, {})
  assert.is(bench.launcher.launched.length, 1)
})

test('kills an executor politely, then by force, and says KILLED', async ({ bench }) => {
  const { master, ref } = await running(bench)
  bench.launcher.last.polite = false
  ref.send(KillExecutor, { masterUrl: master.url, appId: APP, execId: 0 })
  await until('SIGTERM', () => bench.launcher.last.signals.length === 1)
  await bench.clock.advanceAsync(9_999)
  assert.equal(bench.launcher.last.signals, ['SIGTERM'])
  await bench.clock.advanceAsync(1)
  await heard(master, 'ExecutorStateChanged', 2)
  assert.equal(bench.launcher.last.signals, ['SIGTERM', 'SIGKILL'])
  assert.equal(master.of('ExecutorStateChanged')[1], { appId: APP, execId: 0, state: 'KILLED' })
})

test('tells of a change again until the Master acknowledges it', async ({ bench }) => {
  const { master, ref } = await registered(bench)
  master.deaf = new Error('busy')
  ref.send(LaunchExecutor, master.launch())
  await heard(master, 'ExecutorStateChanged', 1)
  for (const attempt of [2, 3]) {
    await until('a pause', () => bench.clock.pending > 1)
    await bench.clock.advanceAsync(10_000)
    await heard(master, 'ExecutorStateChanged', attempt)
  }
  master.deaf = undefined
  bench.launcher.last.end({ code: 0 })
  await until('a pause', () => bench.clock.pending > 1)
  await bench.clock.advanceAsync(10_000)
  await heard(master, 'ExecutorStateChanged', 5)
  assert.equal(states(master), ['RUNNING', 'RUNNING', 'RUNNING', 'RUNNING', 'EXITED'])
  assert.equal(bench.gaveUp, [])
})

test('gives up after five attempts in vain, naming the setting', async ({ bench }) => {
  const { master, ref } = await registered(bench)
  master.deaf = new Error('busy')
  ref.send(LaunchExecutor, master.launch())
  for (const attempt of [1, 2, 3, 4, 5]) {
    await heard(master, 'ExecutorStateChanged', attempt)
    if (attempt < 5) await until('a pause', () => bench.clock.pending > 1)
    await bench.clock.advanceAsync(10_000)
  }
  await until('it gave up', () => bench.gaveUp.length > 0)
  assert.is((bench.gaveUp[0] as Error & { code: string }).code, 'WORKER_GAVE_UP')
  assert.match(bench.gaveUp[0]?.message ?? '', 'spark.worker.executorStateSync.maxAttempts')
})

test('keeps its executors when the Master is gone, and tells the next one what became of them', async ({
  bench,
}) => {
  const { master, worker } = await running(bench)
  const next = await bench.master()
  await master.env.shutdown()
  bench.launcher.last.end({ code: 3 })
  assert.is(bench.gaveUp.length, 0)
  const ref = next.env.refFor<WorkerProtocol>(
    new RpcAddress(worker.identity.host, worker.identity.port),
    'Worker',
  )
  ref.send(MasterChanged, { master: next.ref, masterWebUiUrl: '' })
  await heard(next, 'WorkerSchedulerStateResponse')
  await heard(next, 'ExecutorStateChanged')
  assert.equal(next.of('ExecutorStateChanged'), [
    {
      appId: APP,
      execId: 0,
      state: 'EXITED',
      message: 'Command exited with code 3',
      exitStatus: 3,
    },
  ])
})

test('answers a new Master with what runs, and takes orders from it alone', async ({ bench }) => {
  const { master, ref } = await running(bench)
  const next = await bench.master()
  ref.send(MasterChanged, { master: next.ref, masterWebUiUrl: '' })
  await heard(next, 'WorkerSchedulerStateResponse')
  const [answer] = next.of<WorkerSchedulerStateResponse>('WorkerSchedulerStateResponse')
  assert.equal(
    answer?.execResponses.map(({ desc }) => [desc.appId, desc.execId, desc.state]),
    [[APP, 0, 'RUNNING']],
  )
  ref.send(LaunchExecutor, master.launch({ execId: 1 }))
  ref.send(LaunchExecutor, next.launch({ execId: 2 }))
  await heard(next, 'ExecutorStateChanged')
  assert.equal(
    bench.launcher.launched.map(({ spec }) => spec.args[2]),
    ['0', '2'],
  )
})

test('a registration tells of an end that is not acknowledged yet', async ({ bench }) => {
  const { master, ref } = await running(bench)
  master.deaf = new Error('busy')
  bench.launcher.last.end({ code: 0 })
  await heard(master, 'ExecutorStateChanged', 2)
  ref.send(ReconnectWorker, { masterUrl: master.url })
  await heard(master, 'WorkerLatestState', 2)
  const [, latest] = master.of<WorkerLatestState>('WorkerLatestState')
  assert.equal(
    latest?.executors.map(({ execId, state }) => [execId, state]),
    [[0, 'EXITED']],
  )
})

test('deletes the local directories of an application when it is over and its last executor is gone', async ({
  bench,
}) => {
  const options = someOptions()
  const { master, ref } = await running(bench, { options })
  const dir = bench.launcher.last.spec.env.SPARK_EXECUTOR_DIRS as string
  ref.send(ApplicationFinished, { id: APP })
  await ref.ask(RequestWorkerState, {})
  assert.ok(existsSync(dir))
  bench.launcher.last.end({ code: 0 })
  await heard(master, 'ExecutorStateChanged', 2)
  await until('the directory is gone', () => !existsSync(dir))
  assert.ok(existsSync(join(options.workDir, APP, '0')), 'the logs stay')
})

test('deletes directories of applications that ended long ago, if it is to', async ({ bench }) => {
  const hour = 3_600_000
  const options = someOptions({ cleanup: { enabled: true, intervalMs: hour, ttlMs: hour } })
  const old = join(options.workDir, 'app-20250101000000-0007')
  const strange = join(options.workDir, 'precious')
  for (const directory of [old, strange]) {
    mkdirSync(directory, { recursive: true })
    utimesSync(directory, 0, 0)
  }
  await running(bench, { options })
  const own = join(options.workDir, APP)
  for (const directory of [own, join(own, '0')]) utimesSync(directory, 0, 0)
  await bench.clock.advanceAsync(hour)
  await until('the old directory is gone', () => !existsSync(old))
  assert.ok(existsSync(own), 'it runs')
  assert.ok(existsSync(strange), "not the worker's")
})

test('launches nothing more once it is decommissioned, and says so', async ({ bench }) => {
  const { master, ref } = await running(bench)
  ref.send(DecommissionWorker, {})
  ref.send(LaunchExecutor, master.launch({ execId: 1 }))
  await heard(master, 'WorkerDecommissioning')
  await heard(master, 'ExecutorStateChanged', 2)
  assert.equal(states(master), ['RUNNING', 'FAILED'])
  assert.equal(bench.launcher.last.signals, [], 'what runs goes on')
})

test('refuses a driver as long as nothing is installed for one', async ({ bench }) => {
  const { master, ref } = await registered(bench)
  const driverId = driverIdFrom('driver-20260101000000-0000')
  ref.send(LaunchDriver, { driverId, driverDesc: aDriver(), resources: {} })
  await heard(master, 'DriverStateChanged')
  const [change] = master.of<DriverStateChanged>('DriverStateChanged')
  assert.is(change?.state, 'ERROR')
  assert.is(change?.exception?.code, 'WORKER_NO_ENTRY_POINT')
  assert.match(change?.exception?.message ?? '', 'it has entry points for executor only')
})

test('starts a driver with its own entry point when there is one', async ({ bench }) => {
  const entries = { executor: '/installed/executor.js', driver: '/installed/driver.js' }
  const { master, ref, worker } = await registered(bench, { entries })
  const driverId = driverIdFrom('driver-20260101000000-0000')
  ref.send(LaunchDriver, { driverId, driverDesc: aDriver(), resources: {} })
  await until('it runs', () => bench.launcher.launched.length === 1)
  const { host, port } = worker.identity
  assert.equal(bench.launcher.last.spec.args.slice(1), [
    '/installed/driver.js',
    `spark://Worker@${host}:${port}`,
    '/tmp/app.mjs',
  ])
  bench.launcher.last.end({ code: 0 })
  await heard(master, 'DriverStateChanged')
  assert.equal(master.of('DriverStateChanged'), [{ driverId, state: 'FINISHED' }])
})

test('an order for an executor starts nothing else', async ({ bench }) => {
  const entries = { executor: '/installed/executor.js', driver: '/installed/driver.js' }
  const { master, ref } = await registered(bench, { entries })
  const command = { kind: 'driver', arguments: [], environment: {} } as const
  ref.send(LaunchExecutor, master.launch({ appDesc: anApp({ command }) }))
  await heard(master, 'ExecutorStateChanged')
  assert.equal(states(master), ['FAILED'])
  assert.is(bench.launcher.launched.length, 0)
})

test('forgets the oldest tenth of what finished beyond what it retains', async ({ bench }) => {
  const { master, ref } = await registered(bench, {
    options: someOptions({ retainedExecutors: 2 }),
  })
  for (const execId of [0, 1, 2]) {
    ref.send(LaunchExecutor, master.launch({ execId }))
    await heard(master, 'ExecutorStateChanged', execId * 2 + 1)
    bench.launcher.last.end({ code: 0 })
    await heard(master, 'ExecutorStateChanged', execId * 2 + 2)
  }
  const { finishedExecutors } = await ref.ask(RequestWorkerState, {})
  assert.equal(
    finishedExecutors.map(({ execId }) => execId),
    [1, 2],
  )
})

test('takes everything with it when it stops, and tells the Master', async ({ bench }) => {
  const options = someOptions()
  const { master, worker } = await running(bench, { options })
  await worker.stop()
  assert.equal(bench.launcher.last.signals, ['SIGTERM'])
  const [, killed] = master.of<ExecutorStateChanged>('ExecutorStateChanged')
  assert.equal(killed, {
    appId: APP,
    execId: 0,
    state: 'KILLED',
    message: 'Worker shutting down',
  })
  assert.is(master.heard.at(-1)?.name, 'ExecutorStateChanged')
  assert.ok(master.of('WorkerDecommissioning').length === 1, 'so that nothing is placed here')
  assert.equal(readdirSync(options.localDirs[0] as string), [])
})

test('a stop does not wait for ever for an executor that does not end', async ({ bench }) => {
  const { worker } = await running(bench)
  bench.launcher.last.immortal = true
  let stopped = false
  void worker.stop().then(() => (stopped = true))
  await bench.clock.advanceAsync(20_000)
  await until('it stopped', () => stopped)
  assert.equal(bench.launcher.last.signals, ['SIGTERM', 'SIGKILL'])
})

test.run()
