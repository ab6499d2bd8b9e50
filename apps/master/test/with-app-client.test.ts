import { AppClient } from '@firesteel/app-client'
import { SimulatedClock } from '@firesteel/clock'
import {
  ExecutorStateChanged,
  type LaunchExecutor,
  MASTER_ENDPOINT,
  MasterProtocol,
  RegisterWorker,
  WorkerProtocol,
  workerIdFrom,
} from '@firesteel/deploy-messages'
import { Master } from '@firesteel/master'
import { type Handlers, MemoryTransport, RpcAddress, RpcEnv } from '@firesteel/rpc-core'
import { suite, until } from '@firesteel/testkit'
import * as assert from 'uvu/assert'

const test = suite('firesteel-master: a Master and an AppClient')

const MASTER = RpcAddress.fromHostPort('127.0.0.1:7077')
const description = {
  name: 'words',
  maxCores: 2,
  command: { kind: 'executor', arguments: [], environment: {} },
  appUiUrl: '',
  defaultProfile: { executorMemoryMb: 512, resources: {} },
  user: 'somebody',
} as const

class Cluster {
  readonly clock = new SimulatedClock(1_000_000)
  readonly transport = new MemoryTransport()
  readonly envs: RpcEnv[] = []
  readonly launched: LaunchExecutor[] = []
  readonly said: string[] = []

  async env(name: string, port = 0): Promise<RpcEnv> {
    const { clock, transport } = this
    const env = await RpcEnv.create({ name, host: '127.0.0.1', port, clock, transport })
    this.envs.push(env)
    return env
  }

  async master(): Promise<RpcEnv> {
    const env = await this.env('sparkMaster', MASTER.port)
    Master.start({ env, clock: this.clock })
    return env
  }

  /** A worker that reports every executor as running and never starts one. */
  async worker(name: string, epoch = 1): Promise<void> {
    const env = await this.env('sparkWorker')
    const master = await env.lookup(MASTER, MASTER_ENDPOINT, MasterProtocol)
    const nothing = Object.fromEntries(Object.keys(WorkerProtocol).map((each) => [each, () => {}]))
    const worker = env.setupEndpoint('Worker', {
      protocol: WorkerProtocol,
      handlers: {
        ...(nothing as unknown as Handlers<WorkerProtocol>),
        LaunchExecutor: async (order) => {
          this.launched.push(order)
          const { appId, execId } = order
          await master.ask(ExecutorStateChanged, { appId, execId, state: 'RUNNING' })
        },
      },
    })
    master.send(RegisterWorker, {
      id: workerIdFrom(name),
      host: '127.0.0.1',
      port: env.address?.port ?? 0,
      worker,
      cores: 2,
      memory: 1_024,
      workerWebUiUrl: '',
      masterAddress: { host: MASTER.host, port: MASTER.port },
      resources: {},
      registrationId: name,
      epoch,
    })
  }

  async client(): Promise<AppClient> {
    const note = (text: string): void => void this.said.push(text)
    const client = new AppClient({
      env: await this.env('sparkDriver'),
      masters: [MASTER],
      description,
      clock: this.clock,
      listener: {
        connected: (appId) => note(`connected ${appId}`),
        disconnected: () => note('disconnected'),
        dead: (reason) => note(`dead ${reason}`),
        executorAdded: ({ fullId }) => note(`added ${fullId}`),
        executorRemoved: ({ fullId, message }) => note(`removed ${fullId} ${message}`),
        executorDecommissioned: ({ fullId }) => note(`decommissioned ${fullId}`),
        workerRemoved: ({ id }) => note(`worker removed ${id}`),
      },
    })
    client.start()
    return client
  }

  hears = (text: string): Promise<boolean> =>
    until(`the application hears '${text}'`, () => this.said.some((each) => each.includes(text)))

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.envs.map((env) => env.shutdown()))
  }
}

test('an executor comes, and goes with its worker', async () => {
  await using cluster = new Cluster()
  await cluster.master()
  const client = await cluster.client()
  await cluster.worker('worker-1')
  await cluster.hears('added')
  const appId = client.appId
  await cluster.envs.at(-1)?.shutdown()
  await cluster.hears('worker removed')
  assert.equal(cluster.said, [
    `connected ${appId}`,
    `added ${appId}/0`,
    `removed ${appId}/0 worker lost: ${cluster.envs.at(-1)?.address?.hostPort} got disassociated`,
    'worker removed worker-1',
  ])
})

test('a kill on request is answered, and the Master starts another executor in its place', async () => {
  await using cluster = new Cluster()
  await cluster.master()
  const client = await cluster.client()
  await cluster.worker('worker-1')
  await cluster.hears('/0')
  assert.is(await client.killExecutors(['0']), true)
  await cluster.hears('/1')
  assert.is(await client.requestTotalExecutors(0), true)
})

test('a Master that remembers nothing takes the application back under its id, with new executors', async () => {
  await using cluster = new Cluster()
  const first = await cluster.master()
  const client = await cluster.client()
  await cluster.worker('worker-1')
  await cluster.hears('added')
  const appId = client.appId
  await first.shutdown()
  await cluster.hears('disconnected')

  await cluster.master()
  await until('it is connected again', async () => {
    await cluster.clock.advanceAsync(1_000)
    return client.connected
  })
  assert.is(client.appId, appId)
  await cluster.worker('worker-2')
  await cluster.hears('/1')
  assert.equal(
    cluster.launched.map((order) => order.execId),
    [0, 1],
    'no executor id is used twice',
  )
  assert.not.ok(cluster.said.some((each) => each.startsWith('dead')))
})

test.run()
