import { readFileSync, readdirSync } from 'node:fs'
import { SimulatedClock } from '@firesteel/clock'
import { SparkError } from '@firesteel/errors'
import type { RpcEnv } from '@firesteel/rpc-core'
import { suite, tmpDir } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { blockFetcher } from '../src/block-fetcher.js'

const test = suite('executor: fetching blocks')
const AT = { executorId: '3', host: 'far', port: 7 }

function aFetcher(answer: (uri: string, attempt: number) => Uint8Array | Error) {
  const clock = new SimulatedClock()
  const attempts = new Map<string, number>()
  const dir = tmpDir()
  const openStream: RpcEnv['openStream'] = (uri) => {
    const attempt = (attempts.get(uri) ?? 0) + 1
    attempts.set(uri, attempt)
    const found = answer(uri, attempt)
    if (found instanceof Error) return Promise.reject(found)
    const body = (async function* () {
      yield found.subarray(0, 1)
      yield found.subarray(1)
    })()
    return Promise.resolve({ byteCount: found.length, body })
  }
  let names = 0
  const fetch = blockFetcher({
    env: { openStream } as RpcEnv,
    options: { maxFetchToMemory: 10, maxRetries: 3, retryWaitMs: 5_000 },
    uriOf: (_location, blockId) => blockId,
    dir,
    clock,
    unique: () => `n${names++}`,
  })
  /** Lets `seconds` pass, one at a time, and what waits go on. */
  const pass = async (seconds: number): Promise<void> => {
    for (let passed = 0; passed < seconds; passed++) {
      await new Promise((resolve) => setImmediate(resolve))
      clock.advance(1_000)
    }
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { fetch, attempts, pass, dir }
}

const lost = (): SparkError => new SparkError('RPC_CONNECTION_LOST', 'lost', { retryable: true })
const refused = (): SparkError => {
  const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })
  return new SparkError('RPC_CONNECT_FAILED', 'refused', { retryable: true, cause })
}
const outcome = (fetched: Promise<unknown>): Promise<string> =>
  fetched.then(
    () => 'fetched',
    (error: Error) => error.message,
  )

test('answers in the order asked for', async () => {
  const { fetch } = aFetcher((uri) => Buffer.from(uri))
  const blocks = await fetch(AT, ['a1', 'b2', 'c3'])
  assert.equal(
    blocks.map((block) => Buffer.from(block as Uint8Array).toString()),
    ['a1', 'b2', 'c3'],
  )
})

test('asks again, after a wait, for what was lost with a connection, and for nothing else', async () => {
  const { fetch, attempts, pass } = aFetcher((uri, attempt) =>
    uri === 'b' && attempt <= 2 ? lost() : Buffer.from(uri),
  )
  const fetched = outcome(fetch(AT, ['a', 'b']))
  await pass(4)
  assert.is(attempts.get('b'), 1, 'not before the wait is over')
  await pass(8)
  assert.is(await fetched, 'fetched')
  assert.equal([attempts.get('a'), attempts.get('b')], [1, 3])
})

test('gives up after so many retries, naming blocks and executor', async () => {
  const { fetch, attempts, pass } = aFetcher(lost)
  const fetched = outcome(fetch(AT, ['a']))
  await pass(20)
  assert.match(await fetched, /could not fetch a from executor 3 at far:7: lost/)
  assert.is(attempts.get('a'), 4)
})

test('does not wait for a process that is gone, nor for a block that is not there', async () => {
  for (const error of [refused(), new Error('no such block')]) {
    const { fetch, attempts } = aFetcher(() => error)
    assert.match(await outcome(fetch(AT, ['a'])), /could not fetch a/)
    assert.is(attempts.get('a'), 1)
  }
})

test('puts a large block into a file, and leaves none when the others cannot be had', async () => {
  const large = Buffer.from('0123456789abcdef')
  const { fetch, dir } = aFetcher(() => large)
  const [block] = await fetch(AT, ['a'])
  assert.ok(block !== undefined && !(block instanceof Uint8Array))
  if (block === undefined || block instanceof Uint8Array) return
  assert.is(block.byteCount, large.length)
  assert.equal(readFileSync(block.file), large)
  assert.is(readdirSync(dir).length, 1)

  const half = aFetcher((uri) => (uri === 'a' ? large : refused()))
  assert.match(await outcome(half.fetch(AT, ['a', 'b'])), /could not fetch/)
  assert.equal(readdirSync(half.dir), [])
})

test.run()
