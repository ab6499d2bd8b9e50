import { readFileSync } from 'node:fs'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { rpcEnvCompliance, transportCompliance } from '../src/compliance/index.js'
import { type RpcAddress, RpcEnv, TcpTransport } from '../src/index.js'
import { Echo, TestEndpoint, TestProtocol } from './endpoints.js'

// Signed by itself, for localhost, until 2126: openssl req -x509 -newkey ec … -days 36500
const pem = (name: string): string =>
  readFileSync(new URL(`fixtures/${name}.pem`, import.meta.url), 'utf8')
const tls = { key: pem('key'), cert: pem('cert'), ca: pem('cert') }

const transport = suite('transport: tls')
transportCompliance({
  test: transport,
  assert,
  factory: async () => ({ transport: new TcpTransport(), host: '127.0.0.1', tls }),
})
transport.run()

const env = suite('rpc env over tls')
rpcEnvCompliance({
  test: env,
  assert,
  factory: () => ({ create: (options) => RpcEnv.create({ tls, ...options }) }),
})
env.run()

const test = suite('tls')

test('who does not trust the certificate does not connect', async () => {
  const server = await RpcEnv.create({ name: 'server', tls })
  server.setupEndpoint('test', new TestEndpoint())
  const there = server.address as RpcAddress
  for (const mistaken of [{}, { ...tls, serverName: 'example.test' }]) {
    const client = await RpcEnv.create({ name: 'client', clientMode: true, tls: mistaken })
    const error = (await client
      .lookup(there, 'test', TestProtocol)
      .catch((failure: unknown) => failure)) as { code: string }
    assert.is(error.code, 'RPC_CONNECT_FAILED')
    await client.shutdown()
  }
  const plain = await RpcEnv.create({
    name: 'plain',
    clientMode: true,
    conf: { handshakeTimeoutMs: 500 },
  })
  const refused = await plain.lookup(there, 'test', TestProtocol).then(
    () => null,
    (error: Error) => error,
  )
  assert.ok(refused, 'a plain dialer gets nowhere either')
  await plain.shutdown()
  await server.shutdown()
})

test('a listener may ask for the certificate of its dialers', async () => {
  const strict = { ...tls, requireClientCertificate: true }
  const server = await RpcEnv.create({ name: 'server', tls: strict })
  server.setupEndpoint('test', new TestEndpoint())
  const there = server.address as RpcAddress
  const known = await RpcEnv.create({ name: 'known', clientMode: true, tls })
  assert.is(await (await known.lookup(there, 'test', TestProtocol)).ask(Echo, 1), 1)
  const stranger = await RpcEnv.create({ name: 'stranger', clientMode: true, tls: { ca: tls.ca } })
  const error = await stranger.lookup(there, 'test', TestProtocol).then(
    () => null,
    (failure: Error) => failure,
  )
  assert.ok(error, 'a dialer without one is refused')
  for (const each of [known, stranger, server]) await each.shutdown()
})

test.run()
