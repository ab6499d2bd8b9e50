import { SimulatedClock } from '@firesteel/clock'
import { suite, until } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { MemoryTransport, type RpcAddress, RpcEnv, type Transport } from '../src/index.js'
import { recordingLogger } from './recording-logger.js'
import { Echo, Meet, Never, Note, TestEndpoint, TestProtocol } from './endpoints.js'

const test = suite('losing a peer')
const GRACE_MS = 5_000
type RpcFailure = Error & {
  readonly code: string
  readonly retryable: boolean
  readonly cause?: Error
}

/** Memory whose dialers can be kept out. */
class Network implements Transport {
  readonly name = 'memory'
  readonly memory = new MemoryTransport()
  down = false
  listen: Transport['listen'] = (options) => this.memory.listen(options)
  connect: Transport['connect'] = async (address, options) => {
    if (this.down) throw new Error('the network is down')
    return this.memory.connect(address, options)
  }
}

async function pair(conf = {}) {
  const clock = new SimulatedClock()
  const network = new Network()
  const create = (name: string, clientMode: boolean, port = 0) =>
    RpcEnv.create({ name, clientMode, port, clock, conf, transport: network })
  const server = await create('server', false)
  const atServer = new TestEndpoint()
  server.setupEndpoint('test', atServer)
  const client = await create('client', true)
  const atClient = new TestEndpoint()
  const self = client.setupEndpoint('own', atClient)
  const there = server.address as RpcAddress
  const ref = await client.lookup(there, 'test', TestProtocol)
  await ref.ask(Meet, { who: self })
  const stop = async (): Promise<void> => {
    await client.shutdown()
    await server.shutdown()
  }
  return { clock, network, create, server, atServer, client, atClient, there, ref, stop }
}

const disconnections = (endpoint: TestEndpoint): string[] =>
  endpoint.events.filter((event) => event.startsWith('disconnected'))

test('a process that does not return is lost when the grace is over, and not before', async () => {
  const { clock, network, atServer, atClient, there, stop } = await pair()
  network.down = true
  network.memory.breakAll()
  await clock.advanceAsync(GRACE_MS - 1)
  assert.equal(disconnections(atServer), [])
  assert.equal(disconnections(atClient), [])
  await clock.advanceAsync(1)
  assert.is(disconnections(atServer).length, 1)
  assert.equal(disconnections(atClient), [`disconnected ${there.hostPort}`])
  await stop()
})

test('endpoints hear of the network error at once', async () => {
  const { clock, network, atClient, there, stop } = await pair()
  network.memory.breakAll()
  await clock.advanceAsync(0)
  assert.ok(atClient.events.includes(`error ${there.hostPort} read ECONNRESET`))
  await clock.advanceAsync(100)
  await stop()
})

test('a process that returns in time is the same to everybody, and what waited goes out in order', async () => {
  const { clock, network, atServer, atClient, ref, stop } = await pair()
  network.down = true
  network.memory.breakAll()
  await clock.advanceAsync(1_000)
  ref.send(Note, 'a')
  const asked = ref.ask(Echo, 'b')
  ref.send(Note, 'c')
  atServer.met?.send(Note, 'to the client')
  await clock.advanceAsync(GRACE_MS - 2_000)
  assert.equal(atServer.notes, [])
  network.down = false
  await clock.advanceAsync(900)
  assert.is(await asked, 'b')
  await ref.ask(Echo, 0)
  assert.equal(atServer.notes, ['a', 'c'])
  assert.equal(atClient.notes, ['to the client'])
  await clock.advanceAsync(GRACE_MS * 2)
  assert.equal(disconnections(atServer), [])
  assert.equal(disconnections(atClient), [])
  await stop()
})

test('an ask in flight fails with an error that may be retried, at once', async () => {
  const { clock, network, ref, stop } = await pair()
  const asked = ref.ask(Never, undefined).catch((error: unknown) => error as RpcFailure)
  await ref.ask(Echo, 0)
  network.memory.breakAll()
  const error = await asked
  assert.is((error as RpcFailure).code, 'RPC_CONNECTION_LOST')
  assert.is((error as RpcFailure).retryable, true)
  await clock.advanceAsync(100)
  await stop()
})

test('what waits for a process that is lost fails then', async () => {
  const { clock, network, ref, stop } = await pair()
  network.down = true
  network.memory.breakAll()
  await clock.advanceAsync(1)
  const asked = ref.ask(Echo, 1).catch((error: unknown) => error as RpcFailure)
  await clock.advanceAsync(GRACE_MS)
  assert.is(((await asked) as RpcFailure).code, 'RPC_CONNECTION_LOST')
  await stop()
})

test('a grace of zero is no grace', async () => {
  const { clock, network, atServer, atClient, stop } = await pair({ reconnectGraceMs: 0 })
  network.memory.breakAll()
  await clock.advanceAsync(0)
  assert.is(disconnections(atServer).length, 1)
  assert.is(disconnections(atClient).length, 1)
  await stop()
})

test('another process at the same address does not pass for the first', async () => {
  const { clock, network, create, server, atClient, there, ref, client } = await pair()
  network.down = true
  network.memory.breakAll()
  await clock.advanceAsync(1)
  await server.shutdown()
  const successor = await create('successor', false, there.port)
  assert.is(successor.address?.port, there.port)
  const atSuccessor = new TestEndpoint()
  successor.setupEndpoint('test', atSuccessor)
  network.down = false
  await clock.advanceAsync(1_000)
  assert.is(await ref.ask(Echo, 'who are you'), 'who are you')
  assert.equal(
    atClient.events.filter((event) => !event.startsWith('error')),
    ['connected', 'disconnected', 'connected'].map((event) => `${event} ${there.hostPort}`),
  )
  await client.shutdown()
  await successor.shutdown()
})

test('a reference to a client that is gone says so', async () => {
  const { client, atServer, server } = await pair()
  await client.shutdown()
  await until('disconnected', () => disconnections(atServer).length === 1)
  const met = atServer.met as unknown as { ask: (...args: unknown[]) => Promise<unknown> }
  const error = (await met.ask(Echo, 1).catch((failure: unknown) => failure)) as { code: string }
  assert.is(error.code, 'RPC_UNREACHABLE')
  await server.shutdown()
})

test('a silent connection with an ask outstanding is closed after the idle time', async () => {
  const { clock, ref, atClient, stop } = await pair({ idleTimeoutMs: 2_000, askTimeoutMs: 60_000 })
  await clock.advanceAsync(10_000)
  assert.equal(
    atClient.events.filter((event) => event.startsWith('error')),
    [],
  )
  const asked = ref.ask(Never, undefined).catch((error: unknown) => error as RpcFailure)
  await clock.advanceAsync(1_999)
  assert.equal(
    atClient.events.filter((event) => event.startsWith('error')),
    [],
  )
  await clock.advanceAsync(1_000)
  const error = (await asked) as RpcFailure
  assert.is(error.code, 'RPC_CONNECTION_LOST')
  assert.match(
    String(error.cause?.message),
    /quiet for \d+ ms while there are outstanding requests/,
  )
  await stop()
})

test('a peer that connects and says nothing is closed after the handshake time', async () => {
  const clock = new SimulatedClock()
  const transport = new MemoryTransport()
  const conf = { handshakeTimeoutMs: 3_000 }
  const server = await RpcEnv.create({ name: 'server', clock, transport, conf })
  const stream = await transport.connect(server.address as RpcAddress, { timeoutMs: 0 })
  let closed = false
  stream.start({ onData() {}, onDrain() {}, onEnd() {}, onClose: () => void (closed = true) })
  await clock.advanceAsync(2_999)
  assert.is(closed, false)
  await clock.advanceAsync(2_000)
  assert.is(closed, true)
  await server.shutdown()
})

test('an outbox has a limit, beyond which asks fail and messages are dropped', async () => {
  const { clock, network, ref, stop } = await pair({ maxQueuedBytes: 1_000 })
  network.down = true
  network.memory.breakAll()
  await clock.advanceAsync(1)
  for (let index = 0; index < 20; index++) ref.send(Note, 'x'.repeat(100))
  const error = await ref.ask(Echo, 'x'.repeat(100)).catch((error: unknown) => error as RpcFailure)
  assert.is((error as RpcFailure).code, 'RPC_OUTBOX_FULL')
  assert.match((error as RpcFailure).message, /spark\.rpc\.outbox\.maxBytes/)
  network.down = false
  await clock.advanceAsync(1_000)
  assert.is(await ref.ask(Echo, 'room again'), 'room again')
  await stop()
})

test('what comes while an environment shuts down is dropped without an error', async () => {
  const { logger, lines } = recordingLogger()
  const transport = new MemoryTransport()
  const server = await RpcEnv.create({ name: 'server', transport, logger })
  let leave = (): void => {}
  const left = new Promise<void>((resolve) => (leave = resolve))
  server.setupEndpoint('test', Object.assign(new TestEndpoint(), { onStop: () => left }))
  const client = await RpcEnv.create({ name: 'client', transport, clientMode: true })
  const ref = await client.lookup(server.address as RpcAddress, 'test', TestProtocol)
  const stopped = server.shutdown()
  ref.send(Note, 'too late')
  await until('it was dropped', () => lines.some((line) => line.includes('a message was dropped')))
  leave()
  await stopped
  await client.shutdown()
  assert.equal(
    lines.filter((line) => line.startsWith('error')),
    [],
  )
})

test.run()
