import { SimulatedClock } from '@firesteel/clock'
import { type EndpointRef, type Handlers, MemoryTransport, RpcEnv } from '@firesteel/rpc-core'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import {
  ElectedLeader,
  Heartbeat,
  KillExecutor,
  KillExecutors,
  LaunchDriver,
  MasterProtocol,
  MasterSelfProtocol,
  RequestMasterState,
  type WorkerProtocol,
  appIdFrom,
} from '../src/index.js'

const test = suite('deploy-messages: typed references')

const order = { masterUrl: '', appId: appIdFrom('app-1'), execId: 0 }

/** Never called: what stands here is checked by the compiler. */
export function whatDoesNotCompile(
  master: EndpointRef<MasterProtocol>,
  worker: EndpointRef<WorkerProtocol>,
): void {
  worker.send(KillExecutor, order)
  // @ts-expect-error a Master kills no executors itself
  master.send(KillExecutor, order)
  // @ts-expect-error a field is missing
  worker.send(KillExecutor, { masterUrl: '', execId: 0 })
  // @ts-expect-error a field has another type
  worker.send(KillExecutor, { ...order, execId: '0' })
  // @ts-expect-error any text is not an application id
  worker.send(KillExecutor, { ...order, appId: 'app-1' })
  // @ts-expect-error a question is asked, not sent
  master.send(RequestMasterState, {})
  // @ts-expect-error a one-way message has no answer
  void master.ask(Heartbeat, {})
  // @ts-expect-error what a Master tells itself nobody else can
  master.send(ElectedLeader, {})
  // @ts-expect-error a reference to a Worker is none to a Master
  const wrong: EndpointRef<MasterProtocol> = worker
  void wrong
  // @ts-expect-error the driver's description is missing
  worker.send(LaunchDriver, { driverId: 'driver-1', resources: {} })
  // @ts-expect-error a handler for every message
  const handlers: Handlers<WorkerProtocol> = {}
  void handlers
}

async function twoProcesses() {
  const [clock, transport] = [new SimulatedClock(), new MemoryTransport()]
  const server = await RpcEnv.create({ name: 'server', clock, transport })
  const client = await RpcEnv.create({ name: 'client', clock, transport })
  const heard: string[] = []
  const handlers = Object.fromEntries(
    Object.keys(MasterProtocol).map((name) => [name, () => heard.push(name) > 0]),
  ) as unknown as Handlers<MasterProtocol>
  server.setupEndpoint('Master', { protocol: MasterProtocol, handlers })
  if (server.address === null) throw new Error('it listens')
  return {
    heard,
    /** By name: the compiler takes our word for what the endpoint accepts. */
    ref: <P extends typeof MasterSelfProtocol | typeof MasterProtocol>(protocol: P) =>
      client.lookup(server.address as never, 'Master', protocol),
    stop: () => Promise.all([client.shutdown(), server.shutdown()]),
  }
}

test('a question that the endpoint does not know fails at the asker, with what it does accept', async () => {
  const { ref, stop } = await twoProcesses()
  const foreign = { ...RequestMasterState, name: 'RequestEverything' as const }
  const master = await ref({ ...MasterProtocol, RequestEverything: foreign })
  try {
    await (master as EndpointRef<{ RequestEverything: typeof foreign }>).ask(foreign, {})
    assert.unreachable()
  } catch (error) {
    assert.is((error as { code: string }).code, 'RPC_UNKNOWN_MESSAGE')
    assert.match((error as Error).message, /RequestEverything.*accepts .*RegisterWorker/)
  } finally {
    await stop()
  }
})

test('what a Master tells itself does nothing when another process sends it', async () => {
  const { ref, heard, stop } = await twoProcesses()
  const [intruder, master] = [await ref(MasterSelfProtocol), await ref(MasterProtocol)]
  intruder.send(ElectedLeader, {})
  await answers(master)
  assert.equal(heard, ['KillExecutors'])
  await stop()
})

test('a message without a field it needs never reaches the handler', async () => {
  const { ref, heard, stop } = await twoProcesses()
  const master = await ref(MasterProtocol)
  master.send(Heartbeat, { workerId: '../etc' } as never)
  await answers(master)
  assert.equal(heard, ['KillExecutors'])
  await stop()
})

/** Messages of one sender arrive in order, so what was sent before this was dealt with. */
async function answers(master: EndpointRef<MasterProtocol>): Promise<void> {
  assert.is(await master.ask(KillExecutors, { appId: order.appId, executorIds: [] }), true)
}

test.run()
