import { MASTER_ENDPOINT, MasterProtocol } from '@firesteel/deploy-messages'
import { type Handlers, RpcAddress, RpcEnv } from '@firesteel/rpc-core'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { MasterLink } from '../src/master-link.js'
import type { MasterFailure } from '../src/failure.js'

const test = suite('MasterLink: what is wrong with a real Master')

/** What a link over TCP says of one address, when it gave up and after how many attempts. */
async function verdict(
  address: RpcAddress,
  secret?: string,
): Promise<{ readonly failure: MasterFailure; readonly attempts: number }> {
  const env = await RpcEnv.create({ name: 'client', clientMode: true, secret })
  try {
    const error = await new Promise<{ details: Record<string, unknown> }>((resolve) => {
      new MasterLink({
        env,
        masters: [address],
        schedule: () => [400, 400],
        listener: { register: () => {}, gaveUp: resolve },
      }).start()
    })
    const { failures, attempts } = error.details
    return {
      failure: (failures as MasterFailure[])[0] as MasterFailure,
      attempts: Number(attempts),
    }
  } finally {
    await env.shutdown()
  }
}

async function withServer(
  secret: string | undefined,
  endpoint: string,
  body: (address: RpcAddress) => Promise<void>,
): Promise<void> {
  const env = await RpcEnv.create({ name: 'server', secret })
  const handlers = {} as Handlers<MasterProtocol>
  env.setupEndpoint(endpoint, { protocol: MasterProtocol, handlers })
  try {
    if (env.address === null) throw new Error('it listens')
    await body(env.address)
  } finally {
    await env.shutdown()
  }
}

test('nobody listens there', async () => {
  let free = new RpcAddress('127.0.0.1', 1)
  await withServer(undefined, 'any', async (address) => void (free = address))
  const { failure, attempts } = await verdict(free)
  assert.is(failure.problem, 'REFUSED', failure.message)
  assert.is(attempts, 2)
})

test('the host name is not known', async () => {
  const { failure } = await verdict(new RpcAddress('no-such-host.invalid', 7077))
  assert.ok(['UNKNOWN_HOST', 'UNREACHABLE'].includes(failure.problem), failure.message)
})

test('it has another secret: told at the first attempt', async () => {
  await withServer('right', MASTER_ENDPOINT, async (address) => {
    const { failure, attempts } = await verdict(address, 'wrong')
    assert.is(failure.problem, 'WRONG_SECRET', failure.message)
    assert.is(attempts, 1)
    const said = failure.message.split('spark.authenticate.secret').length - 1
    assert.is(said, 1, `once, not again in brackets: ${failure.message}`)
  })
})

test('it wants a secret and we have none, or the other way round', async () => {
  await withServer('right', MASTER_ENDPOINT, async (address) => {
    assert.is((await verdict(address)).failure.problem, 'WRONG_SECRET')
  })
  await withServer(undefined, MASTER_ENDPOINT, async (address) => {
    assert.is((await verdict(address, 'right')).failure.problem, 'WRONG_SECRET')
  })
})

test('a process listens there that is no Master', async () => {
  await withServer(undefined, 'Worker', async (address) => {
    assert.is((await verdict(address)).failure.problem, 'NOT_A_MASTER')
  })
})

test('it takes the registration and never answers', async () => {
  await withServer(undefined, MASTER_ENDPOINT, async (address) => {
    assert.is((await verdict(address)).failure.problem, 'NO_ANSWER')
  })
})

test.run()
