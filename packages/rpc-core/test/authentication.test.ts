import { suite, until } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import {
  type ByteStream,
  type ConnectOptions,
  type RpcAddress,
  RpcEnv,
  TcpTransport,
  TransportClient,
} from '../src/index.js'
import { encodeMessage } from '../src/wire/message.js'
import { Echo, Note, TestEndpoint, TestProtocol } from './endpoints.js'
import { recordingLogger } from './recording-logger.js'

const test = suite('authentication')
const SECRET = 'correct horse battery staple'

/** Hears and may change every byte between a dialer and its listener. */
class Wiretap extends TcpTransport {
  sent = Buffer.alloc(0)
  received = Buffer.alloc(0)
  tamper: (bytes: Buffer) => Buffer = (bytes) => bytes

  override async connect(address: RpcAddress, options: ConnectOptions): Promise<ByteStream> {
    const stream = await super.connect(address, options)
    const write = stream.write.bind(stream)
    stream.write = (bytes) => {
      this.sent = Buffer.concat([this.sent, bytes])
      return write(this.tamper(Buffer.from(bytes)))
    }
    const start = stream.start.bind(stream)
    stream.start = (events) =>
      start({
        ...events,
        onDrain: () => events.onDrain(),
        onEnd: () => events.onEnd(),
        onClose: (error) => events.onClose(error),
        onData: (chunk) => {
          this.received = Buffer.concat([this.received, chunk])
          events.onData(chunk)
        },
      })
    return stream
  }
}

async function served(secret: string | undefined, body: (given: Served) => Promise<void>) {
  const { logger, lines } = recordingLogger()
  let raw = 0
  const count = (): Uint8Array => {
    raw++
    return new Uint8Array()
  }
  const server = await RpcEnv.create({
    name: 'server',
    secret,
    logger,
    rawHandler: {
      receive: count,
      receiveOneWay: count,
      getChunk: count,
      receiveStream: async () => count(),
    },
  })
  const endpoint = new TestEndpoint()
  server.setupEndpoint('test', endpoint)
  server.fileServer.serve('blocks', () => ({ byteCount: 0, open: count }))
  try {
    const address = server.address as RpcAddress
    await body({ server, endpoint, lines, address, rawCalls: () => raw })
  } finally {
    await server.shutdown()
  }
}

interface Served {
  readonly server: RpcEnv
  readonly endpoint: TestEndpoint
  readonly lines: string[]
  readonly address: RpcAddress
  readonly rawCalls: () => number
}

const failure = (promise: Promise<unknown>): Promise<Error & { code?: string }> =>
  promise.then(
    () => {
      throw new Error('expected a rejection')
    },
    (error) => error,
  )

const clientWith = (secret: string | undefined, transport = new TcpTransport()): Promise<RpcEnv> =>
  RpcEnv.create({ name: 'client', clientMode: true, secret, transport })

test('who knows the secret is let in, and what they say cannot be read on the way', async () => {
  await served(SECRET, async ({ address, endpoint }) => {
    const tap = new Wiretap()
    const client = await clientWith(SECRET, tap)
    const ref = await client.lookup(address, 'test', TestProtocol)
    assert.is(await ref.ask(Echo, 'the treasure is buried'), 'the treasure is buried')
    ref.send(Note, 'under the oak')
    await until('the note', () => endpoint.notes.length === 1)
    for (const bytes of [tap.sent, tap.received]) {
      assert.ok(bytes.length > 200)
      for (const word of ['treasure', 'oak', 'Note', SECRET]) assert.not(bytes.includes(word))
    }
    await client.shutdown()
  })
})

for (const [who, theirs, ours] of [
  ['a dialer with another secret', SECRET, 'wrong'],
  ['a dialer without a secret', SECRET, undefined],
  ['a dialer with a secret where there is none', undefined, SECRET],
] as const) {
  test(`${who} fails at once with a clear error on both sides`, async () => {
    await served(theirs, async ({ address, lines }) => {
      const client = await clientWith(ours)
      const error = await failure(client.lookup(address, 'test', TestProtocol))
      assert.is(error.code, 'RPC_AUTHENTICATION')
      assert.match(error.message, /spark\.authenticate\.secret/)
      assert.ok(error.message.includes(address.hostPort))
      await until('the log line', () => lines.some((line) => /refused.*Authentication/.test(line)))
      await client.shutdown()
    })
  })
}

test('nothing of the transport level is served to who did not prove the secret', async () => {
  await served(SECRET, async ({ address, rawCalls, lines }) => {
    const attempts: ((client: TransportClient) => Promise<unknown>)[] = [
      (client) => client.sendRpc(Buffer.from('x')),
      (client) => client.fetchChunk(1n, 0),
      (client) => client.openStream('/blocks/1'),
      (client) => client.mergedBlockMeta('a', 1, 2, 3),
      (client) =>
        client.uploadStream(
          Buffer.from('m'),
          1,
          (async function* () {
            yield Buffer.from('x')
          })(),
        ),
      (client) => {
        client.send(Buffer.from('one way'))
        return client.sendRpc(Buffer.from('x'))
      },
    ]
    for (const attempt of attempts) {
      const client = await TransportClient.connect({ address })
      const error = await failure(attempt(client))
      assert.is(error.code, 'RPC_CONNECTION_LOST')
    }
    assert.is(rawCalls(), 0)
    assert.ok(lines.some((line) => /only who proves the secret is served/.test(line)))
  })
})

test('frames that follow a hello without its proof are not read', async () => {
  await served(SECRET, async ({ address, rawCalls, endpoint }) => {
    const stream = await new TcpTransport().connect(address, { timeoutMs: 5_000 })
    let closed = false
    stream.start({
      onData() {},
      onDrain() {},
      onEnd: () => stream.end(),
      onClose: () => void (closed = true),
    })
    const hello = Buffer.from(
      JSON.stringify({
        versions: [1, 1],
        process: 'p',
        name: 'n',
        purpose: 'rpc',
        codecs: ['firesteel-values-1'],
        key: 'AAAA',
        authenticate: true,
      }),
    )
    const length = Buffer.alloc(4)
    length.writeUInt32BE(hello.length)
    stream.write(Buffer.concat([Buffer.from('FSTL'), length, hello]))
    stream.write(encodeMessage({ type: 'OneWayMessage', body: Buffer.from('x') }))
    await until('closed', () => closed)
    assert.is(rawCalls(), 0)
    assert.equal(endpoint.notes, [])
  })
})

test('a byte changed on the way closes the connection and delivers nothing', async () => {
  await served(SECRET, async ({ address, endpoint, lines }) => {
    const tap = new Wiretap()
    const client = await clientWith(SECRET, tap)
    const ref = await client.lookup(address, 'test', TestProtocol)
    tap.tamper = (bytes) => {
      tap.tamper = (same) => same
      bytes[bytes.length - 20] = (bytes[bytes.length - 20] as number) ^ 1
      return bytes
    }
    ref.send(Note, 'tampered with')
    await until('the log line', () => lines.some((line) => /record does not verify/.test(line)))
    assert.is(await ref.ask(Echo, 'a new connection works'), 'a new connection works')
    assert.equal(endpoint.notes, [])
    await client.shutdown()
  })
})

test('a recorded connection cannot be played again', async () => {
  await served(SECRET, async ({ address, endpoint }) => {
    const tap = new Wiretap()
    const client = await clientWith(SECRET, tap)
    const ref = await client.lookup(address, 'test', TestProtocol)
    ref.send(Note, 'once')
    await until('the note', () => endpoint.notes.length === 1)
    const stream = await new TcpTransport().connect(address, { timeoutMs: 5_000 })
    let closed = false
    stream.start({
      onData() {},
      onDrain() {},
      onEnd: () => stream.end(),
      onClose: () => void (closed = true),
    })
    stream.write(tap.sent)
    await until('closed', () => closed)
    assert.equal(endpoint.notes, ['once'])
    await client.shutdown()
  })
})

test('without a secret only loopback may be bound', async () => {
  for (const host of ['0.0.0.0', '::', '192.0.2.1']) {
    const error = await RpcEnv.create({ name: 'open', host }).catch((failure) => failure)
    assert.is(error.code, 'RPC_INSECURE_BIND')
    assert.match(error.message, /spark\.authenticate=true/)
  }
  const env = await RpcEnv.create({ name: 'guarded', host: '0.0.0.0', secret: SECRET })
  await env.shutdown()
})

test.run()
