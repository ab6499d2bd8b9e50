import { Readable } from 'node:stream'
import { suite, until } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import {
  type RawHandler,
  type RpcAddress,
  RpcEnv,
  TcpTransport,
  TransportClient,
} from '../src/index.js'
import { Echo, TestEndpoint, TestProtocol } from './endpoints.js'
import { recordingLogger } from './recording-logger.js'

const test = suite('peers that speak plain Spark frames')

async function served(
  rawHandler: RawHandler | undefined,
  body: (given: {
    client: TransportClient
    server: RpcEnv
    address: RpcAddress
    lines: string[]
  }) => Promise<void>,
): Promise<void> {
  const { logger, lines } = recordingLogger()
  const server = await RpcEnv.create({ name: 'server', rawHandler, logger })
  server.setupEndpoint('test', new TestEndpoint())
  const address = server.address as RpcAddress
  const client = await TransportClient.connect({ address })
  try {
    await body({ client, server, address, lines })
  } finally {
    client.close()
    await server.shutdown()
  }
}

const failure = (promise: Promise<unknown>): Promise<Error & { code?: string }> =>
  promise.then(
    () => {
      throw new Error('expected a rejection')
    },
    (error) => error,
  )

async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text)
}

const all = async (body: AsyncIterable<Uint8Array>): Promise<string> => {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

test('an RPC is answered, and fails with the text of its failure', async () => {
  const receive = (body: Uint8Array): Uint8Array => {
    if (body.length === 0) throw new Error('empty on purpose')
    return Buffer.from(`re: ${Buffer.from(body).toString()}`)
  }
  await served({ receive }, async ({ client }) => {
    assert.is(Buffer.from(await client.sendRpc(Buffer.from('hi'))).toString(), 're: hi')
    const error = await failure(client.sendRpc(Buffer.alloc(0)))
    assert.is(error.code, 'RPC_REMOTE_FAILURE')
    assert.match(error.message, /empty on purpose/)
    assert.is(Buffer.from(await client.sendRpc(Buffer.from('ho'))).toString(), 're: ho')
  })
})

test('one-way messages are handed on, and one that fails is logged only', async () => {
  const heard: string[] = []
  const receiveOneWay = (body: Uint8Array): void => {
    heard.push(Buffer.from(body).toString())
    if (heard.length === 1) throw new Error('the first fails')
  }
  await served({ receiveOneWay }, async ({ client, lines }) => {
    client.send(Buffer.from('a'))
    client.send(Buffer.from('b'))
    await until('both', () => heard.length === 2)
    assert.equal(heard, ['a', 'b'])
    assert.ok(lines.some((line) => /raw one-way message failed.*the first fails/.test(line)))
  })
})

test('chunks are fetched by stream and index', async () => {
  const getChunk = (streamId: bigint, chunkIndex: number): Uint8Array => {
    if (chunkIndex > 1) throw new Error(`no chunk ${chunkIndex}`)
    return Buffer.from(`${streamId}/${chunkIndex}`)
  }
  await served({ getChunk }, async ({ client }) => {
    const id = 2n ** 62n + 1n
    const both = await Promise.all([client.fetchChunk(id, 0), client.fetchChunk(id, 1)])
    assert.equal(both.map(String), [`${id}/0`, `${id}/1`])
    assert.match((await failure(client.fetchChunk(id, 2))).message, /no chunk 2/)
  })
})

test('streams come in the order of their requests, with other answers between them', async () => {
  const receive = (): Uint8Array => Buffer.from('rpc')
  await served({ receive }, async ({ client, server }) => {
    const big = 'x'.repeat(300_000)
    server.fileServer.serve('s', (path) => {
      const text = `${path}:${big}`
      return {
        byteCount: text.length,
        open: () => Readable.from(pieces(...(text.match(/[^]{1,9999}/g) ?? []))),
      }
    })
    const first = client.openStream('/s/1')
    const second = client.openStream('/s/2')
    const missing = failure(client.openStream('/t/3'))
    const rpc = client.sendRpc(Buffer.from('x'))
    assert.is(await all((await first).body), `1:${big}`)
    assert.is(await all((await second).body), `2:${big}`)
    assert.is((await missing).code, 'RPC_STREAM_NOT_FOUND')
    assert.is(Buffer.from(await rpc).toString(), 'rpc')
  })
})

test('a stream of other bytes than were promised closes the connection, not the process', async () => {
  await served(undefined, async ({ client, server, address }) => {
    server.fileServer.serve('s', () => ({
      byteCount: 10,
      open: () => Readable.from([Buffer.alloc(3)]),
    }))
    const { body } = await client.openStream('/s/short')
    assert.is((await failure(all(body))).name.length > 0, true)
    const again = await TransportClient.connect({ address })
    assert.match((await failure(again.openStream('/none'))).message, /not opened/)
    again.close()
  })
})

test('an upload is read whole and answered; one that fails leaves the connection usable', async () => {
  const receiveStream: RawHandler['receiveStream'] = async (meta, byteCount, body) => {
    const text = await all(body)
    if (text === 'bad') throw new Error('bad on purpose')
    return Buffer.from(`${Buffer.from(meta).toString()} ${byteCount} ${text}`)
  }
  await served({ receiveStream }, async ({ client }) => {
    const upload = (text: string): Promise<Uint8Array> =>
      client.uploadStream(Buffer.from('meta'), text.length, pieces(...text.split('')))
    assert.is(Buffer.from(await upload('hello')).toString(), 'meta 5 hello')
    assert.match((await failure(upload('bad'))).message, /bad on purpose/)
    assert.is(Buffer.from(await upload('')).toString(), 'meta 0 ')
  })
})

test('the meta data of merged blocks are answered', async () => {
  const mergedBlockMeta: RawHandler['mergedBlockMeta'] = async ({ appId, reduceId }) => ({
    numChunks: reduceId,
    bitmaps: Buffer.from(appId),
  })
  await served({ mergedBlockMeta }, async ({ client }) => {
    const { numChunks, bitmaps } = await client.mergedBlockMeta('app', 1, 2, 9)
    assert.is(numChunks, 9)
    assert.is(Buffer.from(bitmaps).toString(), 'app')
  })
})

test('what is not served is refused, each in its own way', async () => {
  await served(undefined, async ({ client, lines }) => {
    assert.match((await failure(client.sendRpc(Buffer.from('x')))).message, /no raw RPC/)
    assert.match((await failure(client.fetchChunk(1n, 1))).message, /no chunks/)
    assert.match((await failure(client.mergedBlockMeta('a', 1, 1, 1))).message, /no merged blocks/)
    const upload = client.uploadStream(Buffer.from('m'), 2, pieces('ab'))
    assert.match((await failure(upload)).message, /no uploads/)
    client.send(Buffer.from('x'))
    await until('logged', () => lines.some((line) => /no raw one-way/.test(line)))
    assert.ok(client.isActive)
  })
})

test('a bad frame closes its connection with a clear log line and harms nobody else', async () => {
  await served({ receive: (body) => body }, async ({ client, server, address, lines }) => {
    for (const hex of [
      '000000000000000903',
      '00000000000000090d',
      '0000000000000004',
      '00ffffffffffffff',
    ]) {
      const stream = await new TcpTransport().connect(address, { timeoutMs: 5_000 })
      let closed = false
      stream.start({
        onData() {},
        onDrain() {},
        onEnd: () => stream.end(),
        onClose: () => void (closed = true),
      })
      stream.write(Buffer.from(hex, 'hex'))
      await until(`${hex} is refused`, () => closed)
    }
    const said = lines.filter((line) => line.startsWith('error closing a connection')).join('\n')
    for (const why of [
      /too short/,
      /Unknown message type: 13/,
      /should be positive: -4/,
      /Too large/,
    ]) {
      assert.match(said, why)
    }
    assert.is(Buffer.from(await client.sendRpc(Buffer.from('unharmed'))).toString(), 'unharmed')
    const env = await RpcEnv.create({ name: 'client', clientMode: true })
    const ref = await env.lookup(server.address as RpcAddress, 'test', TestProtocol)
    assert.is(await ref.ask(Echo, 1), 1)
    await env.shutdown()
  })
})

test('bytes of neither protocol are refused with their first byte', async () => {
  await served(undefined, async ({ address, lines }) => {
    const stream = await new TcpTransport().connect(address, { timeoutMs: 5_000 })
    stream.start({ onData() {}, onDrain() {}, onEnd: () => stream.end(), onClose() {} })
    stream.write(Buffer.from('GET / HTTP/1.1\r\n\r\n'))
    await until('refused', () => lines.some((line) => /neither our protocol nor Spark/.test(line)))
  })
})

test.run()
