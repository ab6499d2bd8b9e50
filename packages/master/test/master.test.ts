import { SimulatedClock } from '@firesteel/clock'
import {
  AppClientProtocol,
  BoundPortsRequest,
  ExecutorStateChanged,
  MasterProtocol,
  type MasterStateResponse,
  RegisterApplication,
  RegisterWorker,
  RequestMasterState,
  RequestSubmitDriver,
  UnregisterApplication,
  WorkerProtocol,
  workerIdFrom,
} from '@firesteel/deploy-messages'
import {
  type EndpointRef,
  type Handlers,
  MemoryTransport,
  type Protocol,
  RpcEnv,
} from '@firesteel/rpc-core'
import { suite, tmpDir, until } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { FileSystemPersistence } from '../src/recovery/file-system.js'
import type { PersistenceEngine } from '../src/recovery/persistence-engine.js'
import { Master, type MasterParts } from '../src/master.js'
import { DESCRIPTION, DRIVER } from './fixtures.js'

const test = suite('Master')

/** A network in memory, with one Master and peers that write down what they hear. */
class Cluster {
  readonly clock = new SimulatedClock(1_000_000)
  readonly transport = new MemoryTransport()
  readonly envs: RpcEnv[] = []

  async env(name: string, port = 0): Promise<RpcEnv> {
    const { clock, transport } = this
    const env = await RpcEnv.create({ name, host: '127.0.0.1', port, clock, transport })
    this.envs.push(env)
    return env
  }

  async master(more: Partial<MasterParts> = {}, port = 7077): Promise<Master> {
    const env = await this.env('sparkMaster', port)
    const master = Master.start({ env, clock: this.clock, random: () => 0, ...more })
    await this.alive(master)
    return master
  }

  async alive(master: Master): Promise<void> {
    await until('the Master is elected', () => master.snapshot().status !== 'STANDBY')
  }

  async peer<P extends Protocol>(name: string, protocol: P): Promise<Peer<P>> {
    const env = await this.env(name)
    const heard: string[] = []
    const payloads: unknown[] = []
    const handlers = Object.fromEntries(
      Object.keys(protocol).map((type) => [
        type,
        (payload: unknown) => {
          heard.push(type)
          payloads.push(payload)
        },
      ]),
    ) as unknown as Handlers<P>
    const ref = env.setupEndpoint(name, { protocol, handlers })
    const master = env.refFor<typeof MasterProtocol>(this.envs[0]?.address as never, 'Master')
    return { env, ref, heard, payloads, master }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.envs.map((env) => env.shutdown()))
  }
}

interface Peer<P extends Protocol> {
  readonly env: RpcEnv
  readonly ref: EndpointRef<P>
  readonly heard: string[]
  readonly payloads: unknown[]
  readonly master: EndpointRef<typeof MasterProtocol>
}

const workerMessage = ({ env, ref }: Peer<typeof WorkerProtocol>): RegisterWorker => ({
  id: workerIdFrom('worker-1'),
  host: '127.0.0.1',
  port: env.address?.port ?? 0,
  worker: ref,
  cores: 2,
  memory: 2048,
  workerWebUiUrl: '',
  masterAddress: { host: '127.0.0.1', port: 7077 },
  resources: {},
  registrationId: 'w',
  epoch: 1,
})
const appMessage = ({ ref }: Peer<typeof AppClientProtocol>): RegisterApplication => ({
  appDescription: DESCRIPTION,
  driver: ref,
  registrationId: 'a',
  epoch: 1,
})

test('a worker and an application meet, an executor runs and ends with the application', async () => {
  await using cluster = new Cluster()
  const master = await cluster.master()
  const worker = await cluster.peer('Worker', WorkerProtocol)
  const app = await cluster.peer('AppClient', AppClientProtocol)
  worker.master.send(RegisterWorker, workerMessage(worker))
  app.master.send(RegisterApplication, appMessage(app))
  await until('the executor is ordered', () => worker.heard.includes('LaunchExecutor'))
  assert.equal(worker.heard, ['RegisteredWorker', 'LaunchExecutor'])
  const { appId, execId } = worker.payloads[1] as { appId: never; execId: number }
  const running = { appId, execId, state: 'RUNNING' } as const
  assert.is(await worker.master.ask(ExecutorStateChanged, running), true)
  await until('the application hears of it', () => app.heard.includes('ExecutorUpdated'))
  assert.equal(app.heard, ['RegisteredApplication', 'ExecutorAdded', 'ExecutorUpdated'])
  assert.is(master.snapshot().activeApps[0]?.coresGranted, 2)

  app.master.send(UnregisterApplication, { appId })
  await until('the worker is told', () => worker.heard.includes('ApplicationFinished'))
  assert.equal(worker.heard.slice(2), ['KillExecutor', 'ApplicationFinished'])
})

test('who is elected at once is in standby for nobody, however long its records take to read', async () => {
  await using cluster = new Cluster()
  let read: () => void = () => {}
  const slow: PersistenceEngine = {
    persist: async () => {},
    unpersist: async () => {},
    readAll: () => new Promise((resolve) => (read = () => resolve({ records: [], damaged: [] }))),
    close: async () => {},
  }
  const env = await cluster.env('sparkMaster', 7077)
  Master.start({ env, clock: cluster.clock, persistence: slow })
  const worker = await cluster.peer('Worker', WorkerProtocol)
  const verified = worker.env.lookup(env.address as never, 'Master', MasterProtocol)
  worker.master.send(RegisterWorker, workerMessage(worker))
  await verified
  assert.equal(worker.heard, [])
  read()
  await until('it is answered', () => worker.heard.length > 0)
  assert.equal(worker.heard, ['RegisteredWorker'])
})

test('tells anybody its state and its ports', async () => {
  await using cluster = new Cluster()
  await cluster.master()
  const worker = await cluster.peer('Worker', WorkerProtocol)
  const state: MasterStateResponse = await worker.master.ask(RequestMasterState, {})
  assert.is(state.status, 'ALIVE')
  assert.is(state.port, 7077)
  const ports = await worker.master.ask(BoundPortsRequest, {})
  assert.is(ports.rpcEndpointPort, 7077)
})

test('a worker that falls silent is dead when its time is over', async () => {
  await using cluster = new Cluster()
  const master = await cluster.master()
  const worker = await cluster.peer('Worker', WorkerProtocol)
  worker.master.send(RegisterWorker, workerMessage(worker))
  await until('it is registered', () => worker.heard.includes('RegisteredWorker'))
  cluster.clock.advance(120_001)
  assert.is(master.snapshot().workers[0]?.state, 'DEAD')
})

test('a worker that says goodbye is dead at once, and its application hears it', async () => {
  await using cluster = new Cluster()
  const master = await cluster.master()
  const worker = await cluster.peer('Worker', WorkerProtocol)
  const app = await cluster.peer('AppClient', AppClientProtocol)
  worker.master.send(RegisterWorker, workerMessage(worker))
  app.master.send(RegisterApplication, appMessage(app))
  await until('the executor is announced', () => app.heard.includes('ExecutorAdded'))
  await worker.env.shutdown()
  await until('the application hears of the loss', () => app.heard.includes('WorkerRemoved'))
  assert.equal(app.heard.slice(2), ['ExecutorUpdated', 'WorkerRemoved'])
  assert.is(master.snapshot().workers[0]?.state, 'DEAD')
})

test('an application whose process says goodbye is finished at once', async () => {
  await using cluster = new Cluster()
  const master = await cluster.master()
  const app = await cluster.peer('AppClient', AppClientProtocol)
  app.master.send(RegisterApplication, appMessage(app))
  await until('it is registered', () => app.heard.includes('RegisteredApplication'))
  await app.env.shutdown()
  await until('it is finished', () => master.snapshot().completedApps.length === 1)
  assert.is(master.snapshot().completedApps[0]?.state, 'FINISHED')
})

test('nothing is confirmed before its record is safe', async () => {
  await using cluster = new Cluster()
  let write: () => void = () => {}
  const slow: PersistenceEngine = {
    persist: () => new Promise((resolve) => (write = resolve)),
    unpersist: async () => {},
    readAll: async () => ({ records: [], damaged: [] }),
    close: async () => {},
  }
  const master = await cluster.master({ persistence: slow })
  const worker = await cluster.peer('Worker', WorkerProtocol)
  let answered = false
  const asked = worker.master
    .ask(RequestSubmitDriver, { driverDescription: DRIVER })
    .then((answer) => {
      answered = true
      return answer
    })
  await until('the Master has it', () => master.snapshot().activeDrivers.length === 1)
  assert.is(answered, false)
  write()
  assert.is((await asked).success, true)
})

test('a record that cannot be written is logged and the cluster goes on', async () => {
  await using cluster = new Cluster()
  const full: PersistenceEngine = {
    persist: () => Promise.reject(new Error('disk full')),
    unpersist: async () => {},
    readAll: async () => ({ records: [], damaged: [] }),
    close: async () => {},
  }
  await cluster.master({ persistence: full })
  const worker = await cluster.peer('Worker', WorkerProtocol)
  worker.master.send(RegisterWorker, workerMessage(worker))
  await until('it is confirmed all the same', () => worker.heard.includes('RegisteredWorker'))
})

test('a Master that restarts over its records takes worker and application back', async () => {
  await using cluster = new Cluster()
  const directory = tmpDir()
  const first = await cluster.master({ persistence: new FileSystemPersistence(directory) })
  const worker = await cluster.peer('Worker', WorkerProtocol)
  const app = await cluster.peer('AppClient', AppClientProtocol)
  worker.master.send(RegisterWorker, workerMessage(worker))
  app.master.send(RegisterApplication, appMessage(app))
  await until('the executor is announced', () => app.heard.includes('ExecutorAdded'))
  const [id] = first.snapshot().activeApps.map((each) => each.id)

  // A second Master over the same records, as if the first had been killed without a word.
  const second = await cluster.master({ persistence: new FileSystemPersistence(directory) }, 7078)
  assert.is(second.snapshot().status, 'RECOVERING')
  await until('both are told who leads', () =>
    [worker, app].every((peer) => peer.heard.includes('MasterChanged')),
  )
  assert.is(second.snapshot().activeApps[0]?.id, id)
  cluster.clock.advance(60_000)
  assert.is(second.snapshot().status, 'ALIVE', 'who has not answered is given up')
})

test('needs an environment that listens', async () => {
  await using cluster = new Cluster()
  const { clock, transport } = cluster
  const env = await RpcEnv.create({ name: 'client', clientMode: true, clock, transport })
  cluster.envs.push(env)
  assert.throws(() => Master.start({ env }), /listens/)
})

test.run()
