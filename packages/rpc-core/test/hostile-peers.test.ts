import { suite } from '@firesteel/testkit'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import {
  type ByteStream,
  type ConnectOptions,
  MemoryTransport,
  type RpcAddress,
  RpcEnv,
} from '../src/index.js'
import { encodeMessage } from '../src/wire/message.js'
import { anyMessage, cutAt } from './arbitrary-messages.js'
import { Echo, Note, TestEndpoint, TestProtocol } from './endpoints.js'

const test = suite('hostile peers', { timeoutMs: 60_000 })

/** A byte to change: which, and into what. */
const change = fc.tuple(fc.nat(), fc.nat(255))

async function served(
  body: (address: RpcAddress, transport: MemoryTransport) => Promise<void>,
  secret?: string,
): Promise<void> {
  const transport = new MemoryTransport()
  const server = await RpcEnv.create({
    name: 'server',
    transport,
    secret,
    rawHandler: { receive: (bytes) => bytes, receiveStream: async (meta) => meta },
  })
  server.setupEndpoint('test', new TestEndpoint())
  const client = await RpcEnv.create({ name: 'client', clientMode: true, transport, secret })
  const bystander = await client.lookup(server.address as RpcAddress, 'test', TestProtocol)
  await body(server.address as RpcAddress, transport)
  assert.is(await bystander.ask(Echo, 'unharmed'), 'unharmed')
  await client.shutdown()
  await server.shutdown()
}

async function throwAt(
  transport: MemoryTransport,
  address: RpcAddress,
  pieces: readonly Buffer[],
): Promise<void> {
  const stream = await transport.connect(address, { timeoutMs: 0 })
  const closed = new Promise<void>((resolve) =>
    stream.start({
      onData() {},
      onDrain() {},
      onEnd: () => stream.end(),
      onClose: () => resolve(),
    }),
  )
  for (const piece of pieces) stream.write(piece)
  stream.end()
  await closed
}

test('mutated frames end their own connection at most', async () => {
  await served((address, transport) =>
    fc.assert(
      fc.asyncProperty(
        fc.array(anyMessage, { minLength: 1, maxLength: 4 }),
        fc.array(change, { minLength: 1, maxLength: 5 }),
        fc.array(fc.nat(2000), { maxLength: 3 }),
        async (messages, changes, places) => {
          const bytes = Buffer.concat(messages.map(encodeMessage))
          for (const [place, value] of changes) bytes[8 + (place % (bytes.length - 8))] = value
          bytes[0] = 0
          await throwAt(transport, address, cutAt(bytes, places))
        },
      ),
      { numRuns: 300 },
    ),
  )
})

for (const secret of [undefined, 'a secret']) {
  const how = secret === undefined ? 'plain' : 'encrypted'

  test(`mutated handshakes end their own connection at most, ${how}`, async () => {
    const hello = Buffer.from(
      JSON.stringify({
        versions: [1, 1],
        process: 'p',
        name: 'n',
        purpose: 'rpc',
        codecs: ['firesteel-values-1'],
        key: secret === undefined ? null : 'hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo',
        authenticate: secret !== undefined,
      }),
    )
    const session = Buffer.from('{"token":null,"address":null}')
    const framed = (bytes: Buffer): Buffer => {
      const length = Buffer.alloc(4)
      length.writeUInt32BE(bytes.length)
      return Buffer.concat([length, bytes])
    }
    const opening = Buffer.concat([Buffer.from('FSTL'), framed(hello), framed(session)])
    await served(
      (address, transport) =>
        fc.assert(
          fc.asyncProperty(fc.array(change, { maxLength: 3 }), async (changes) => {
            const bytes = Buffer.from(opening)
            for (const [place, value] of changes) bytes[place % bytes.length] = value
            await throwAt(transport, address, [bytes])
          }),
          { numRuns: 200 },
        ),
      secret,
    )
  })

  test(`bytes changed in the middle of a conversation harm nobody else, ${how}`, async () => {
    await served(
      (address, transport) =>
        fc.assert(
          fc.asyncProperty(fc.nat(5), change, async (after, [place, value]) => {
            let writes = 0
            const damaging = {
              name: 'damaging',
              listen: transport.listen.bind(transport),
              connect: async (to: RpcAddress, options: ConnectOptions): Promise<ByteStream> => {
                const stream = await transport.connect(to, options)
                const write = stream.write.bind(stream)
                stream.write = (bytes) => {
                  const copy = Buffer.from(bytes)
                  if (writes++ === after + 3) copy[place % copy.length] = value
                  return write(copy)
                }
                return stream
              },
            }
            const conf = { reconnectGraceMs: 0, askTimeoutMs: 50, lookupTimeoutMs: 50 }
            const client = await RpcEnv.create({
              name: 'damaged',
              clientMode: true,
              transport: damaging,
              secret,
              conf,
            })
            const ref = client.refFor<typeof TestProtocol>(address, 'test')
            for (let round = 0; round < 8; round++) {
              ref.send(Note, `note ${round}`)
              await ref.ask(Echo, round).catch(() => {})
            }
            await client.shutdown()
          }),
          { numRuns: 60 },
        ),
      secret,
    )
  })
}

test.run()
