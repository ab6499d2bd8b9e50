import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { RpcEnv } from '@firesteel/rpc-core'
import { rpcEnvCompliance, transportCompliance } from '@firesteel/rpc-core/compliance'
import { runNode, suite, tmpDir } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { UnixTransport } from '../unix-transport.js'

const test = suite('example: 05-own-transport')

test('prints what it should, and ends', async () => {
  const program = fileURLToPath(new URL('../main.ts', import.meta.url))
  const { code, stdout, stderr } = await runNode([program])
  assert.is(stdout, readFileSync(new URL('../expected.txt', import.meta.url), 'utf8'), stderr)
  assert.is(code, 0, stderr)
})

test.run()

const transport = suite('transport: unix')
transportCompliance({
  test: transport,
  assert,
  factory: async () => ({ transport: new UnixTransport(tmpDir()), host: 'localhost' }),
})
transport.run()

const env = suite('rpc env over unix sockets')
rpcEnvCompliance({
  test: env,
  assert,
  factory: () => {
    const shared = new UnixTransport(tmpDir())
    return { create: (options) => RpcEnv.create({ transport: shared, ...options }) }
  },
})
env.run()
