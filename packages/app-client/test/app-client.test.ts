import { SimulatedClock } from '@firesteel/clock'
import {
  type AppClientProtocol,
  ApplicationRemoved,
  type ApplicationDescription,
  ExecutorAdded,
  ExecutorUpdated,
  MASTER_ENDPOINT,
  MasterChanged,
  MasterInStandby,
  MasterProtocol,
  type RegisterApplication,
  RegisteredApplication,
  WorkerRemoved,
  appIdFrom,
  workerIdFrom,
} from '@firesteel/deploy-messages'
import { type EndpointRef, type Handlers, MemoryTransport, RpcEnv } from '@firesteel/rpc-core'
import { suite, until } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { AppClient, type AppClientParts } from '../src/app-client.js'

const test = suite('AppClient')

const APP = appIdFrom('app-1')
const description: ApplicationDescription = {
  name: 'words',
  command: { kind: 'executor', arguments: [], environment: {} },
  appUiUrl: '',
  defaultProfile: { executorMemoryMb: 512, resources: {} },
  user: 'somebody',
}

type Heard = { readonly type: string; readonly payload: never }

/** A Master that answers nothing by itself; the test speaks for it. */
class FakeMaster {
  readonly env: RpcEnv
  readonly heard: Heard[] = []
  readonly ref: EndpointRef<MasterProtocol>
  answer = true

  constructor(env: RpcEnv) {
    this.env = env
    const handlers = Object.fromEntries(
      Object.keys(MasterProtocol).map((type) => [
        type,
        (payload: never) => {
          this.heard.push({ type, payload })
          return this.answer
        },
      ]),
    ) as unknown as Handlers<MasterProtocol>
    this.ref = env.setupEndpoint(MASTER_ENDPOINT, { protocol: MasterProtocol, handlers })
  }

  types(): string[] {
    return this.heard.map((each) => each.type)
  }

  async registration(number = 1): Promise<RegisterApplication> {
    const find = (): Heard[] => this.heard.filter((each) => each.type === 'RegisterApplication')
    await until(`registration ${number}`, () => find().length >= number)
    return find()[number - 1]?.payload as unknown as RegisterApplication
  }

  async accept(number = 1, appId = APP): Promise<EndpointRef<AppClientProtocol>> {
    const { driver, epoch } = await this.registration(number)
    driver.send(RegisteredApplication, { appId, master: this.ref, duplicate: number > 1, epoch })
    return driver
  }
}

class Bench {
  readonly clock = new SimulatedClock()
  readonly transport = new MemoryTransport()
  readonly envs: RpcEnv[] = []
  readonly said: unknown[][] = []

  async env(name: string, port = 0): Promise<RpcEnv> {
    const { clock, transport } = this
    const env = await RpcEnv.create({ name, host: '127.0.0.1', port, clock, transport })
    this.envs.push(env)
    return env
  }

  master = async (port = 0): Promise<FakeMaster> =>
    new FakeMaster(await this.env('sparkMaster', port))

  async client(masters: readonly FakeMaster[], more: Partial<AppClientParts> = {}) {
    const note =
      (name: string) =>
      (...args: unknown[]): void =>
        void this.said.push([name, ...args])
    const client = new AppClient({
      env: await this.env('sparkDriver'),
      masters: masters.flatMap(({ env }) => (env.address === null ? [] : [env.address])),
      description,
      listener: {
        connected: note('connected'),
        disconnected: note('disconnected'),
        dead: note('dead'),
        executorAdded: note('executorAdded'),
        executorRemoved: note('executorRemoved'),
        executorDecommissioned: note('executorDecommissioned'),
        workerRemoved: note('workerRemoved'),
      },
      clock: this.clock,
      ...more,
    })
    client.start()
    return client
  }

  async heard(name: string, times = 1): Promise<unknown[][]> {
    const find = (): unknown[][] => this.said.filter(([what]) => what === name)
    await until(`${name} is told`, () => find().length >= times)
    return find()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.envs.map((env) => env.shutdown()))
  }
}

test('registers with every Master and is connected by the one that leads', async () => {
  await using bench = new Bench()
  const [standby, leader] = [await bench.master(), await bench.master()]
  const client = await bench.client([standby, leader])
  const { driver } = await standby.registration()
  driver.send(MasterInStandby, {})
  await leader.accept()
  assert.equal(await bench.heard('connected'), [['connected', APP]])
  assert.is(client.appId, APP)
  assert.is(client.connected, true)
})

test('repeats the same registration until it is answered, and tells its listener once', async () => {
  await using bench = new Bench()
  const master = await bench.master()
  await bench.client([master])
  const first = await master.registration()
  await bench.clock.advanceAsync(20_000)
  const second = await master.registration(2)
  assert.is(second.registrationId, first.registrationId)
  await master.accept(1)
  await master.accept(2)
  await bench.heard('connected')
  await bench.clock.advanceAsync(0)
  assert.is(bench.said.length, 1)
})

test('is dead after three rounds, with what was wrong at each Master', async () => {
  await using bench = new Bench()
  const master = await bench.master()
  const [{ env: gone }] = [await bench.master()]
  const masters = [master, { env: gone } as FakeMaster]
  await gone.shutdown()
  await bench.client(masters)
  const { driver } = await master.registration()
  driver.send(MasterInStandby, {})
  await bench.clock.advanceAsync(59_999)
  assert.equal(bench.said, [])
  await bench.clock.advanceAsync(1)
  const [[, reason, error]] = (await bench.heard('dead')) as [[string, string, Error]]
  assert.match(reason, /^All masters are unresponsive! Giving up after 3 attempts: /)
  assert.match(reason, 'it is in standby')
  assert.match(reason, 'connection refused')
  assert.is((error as { code?: string }).code, 'MASTER_UNREACHABLE')
})

test('tells of executors and workers as the Master does', async () => {
  await using bench = new Bench()
  const master = await bench.master()
  await bench.client([master])
  const driver = await master.accept()
  const workerId = workerIdFrom('worker-1')
  const added = { id: 0, workerId, hostPort: 'w:7078', cores: 2, memory: 512 }
  driver.send(ExecutorAdded, added)
  driver.send(ExecutorUpdated, { id: 0, state: 'RUNNING' })
  driver.send(ExecutorUpdated, { id: 0, state: 'DECOMMISSIONED', message: 'bye', workerHost: 'w' })
  driver.send(ExecutorUpdated, { id: 0, state: 'EXITED', message: 'over', exitStatus: 3 })
  driver.send(WorkerRemoved, { id: workerId, host: 'w', message: 'silent' })
  await bench.heard('workerRemoved')
  assert.equal(bench.said.slice(1), [
    ['executorAdded', { fullId: 'app-1/0', workerId, hostPort: 'w:7078', cores: 2, memoryMb: 512 }],
    ['executorDecommissioned', { fullId: 'app-1/0', message: 'bye', workerHost: 'w' }],
    [
      'executorRemoved',
      { fullId: 'app-1/0', message: 'over', exitStatus: 3, workerHost: undefined },
    ],
    ['workerRemoved', { id: workerId, host: 'w', message: 'silent' }],
  ])
})

test('after the loss of its Master it registers again, under the id and beyond the executors it had', async () => {
  await using bench = new Bench()
  const master = await bench.master(7077)
  await bench.client([master])
  const driver = await master.accept()
  const workerId = workerIdFrom('worker-1')
  driver.send(ExecutorAdded, { id: 4, workerId, hostPort: 'w:1', cores: 1, memory: 1 })
  await bench.heard('executorAdded')
  await master.env.shutdown()
  await bench.heard('disconnected')

  const next = await bench.master(7077)
  await until('it registers again', async () => {
    await bench.clock.advanceAsync(1_000)
    return next.heard.length > 0
  })
  const { resume, epoch } = await next.registration()
  assert.equal(resume, { appId: APP, nextExecutorId: 5 })
  assert.is(epoch, 2)
  await next.accept()
  assert.equal(await bench.heard('connected', 2), [
    ['connected', APP],
    ['connected', APP],
  ])
})

test('follows a Master that recovered, and acknowledges it', async () => {
  await using bench = new Bench()
  const [master, next] = [await bench.master(), await bench.master()]
  const client = await bench.client([master])
  const driver = await master.accept()
  await bench.heard('connected')
  driver.send(MasterChanged, { master: next.ref, masterWebUiUrl: '' })
  await until('it is acknowledged', () => next.types().includes('MasterChangeAcknowledged'))
  assert.equal(next.heard[0]?.payload, { appId: APP, nextExecutorId: 0 })
  assert.is(client.connected, true)
})

test('asks for executors and kills them once registered, and says no before', async () => {
  await using bench = new Bench()
  const master = await bench.master()
  const client = await bench.client([master])
  assert.is(await client.requestTotalExecutors(3), false)
  assert.is(await client.killExecutors(['1']), false)
  await master.accept()
  await bench.heard('connected')
  assert.is(await client.requestTotalExecutors(3), true)
  assert.is(await client.killExecutors(['1', '2']), true)
  assert.equal(
    master.heard.slice(1).map(({ type, payload }) => [type, payload]),
    [
      ['RequestExecutors', { appId: APP, requestedTotals: [{ rpId: 0, total: 3 }] }],
      ['KillExecutors', { appId: APP, executorIds: ['1', '2'] }],
    ],
  )
  master.answer = false
  assert.is(await client.killExecutors(['1']), false)
})

test('is dead when the Master ends the application, once', async () => {
  await using bench = new Bench()
  const master = await bench.master()
  const client = await bench.client([master])
  const driver = await master.accept()
  driver.send(ApplicationRemoved, { message: 'FAILED: too many executors' })
  assert.equal(await bench.heard('dead'), [
    ['dead', 'Master removed our application: FAILED: too many executors', undefined],
  ])
  client.stop()
  assert.is(bench.said.filter(([what]) => what === 'dead').length, 1)
})

test('unregisters when it is stopped', async () => {
  await using bench = new Bench()
  const master = await bench.master()
  const client = await bench.client([master])
  await master.accept()
  await bench.heard('connected')
  client.stop()
  await until('it unregisters', () => master.types().includes('UnregisterApplication'))
  assert.equal(bench.said.at(-1), ['dead', 'Application has been stopped.', undefined])
})

test.run()
