import { suite } from '@firesteel/testkit'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { DriverBroadcasts, ExecutorBroadcasts } from '../src/index.js'

const test = suite('broadcast: pieces between a driver and its executors')

const driverOf = (pieceBytes: number, compress = true) => {
  const forgotten: number[] = []
  const driver = new DriverBroadcasts({
    pieceBytes,
    compress,
    forget: (id) => Promise.resolve(void forgotten.push(id)),
    site: () => 'app.ts:7',
  })
  return { driver, forgotten }
}
const sharedOf = (bytes: Uint8Array): SharedArrayBuffer => {
  const shared = new SharedArrayBuffer(bytes.length)
  new Uint8Array(shared).set(bytes)
  return shared
}
const failureOf = async (promise: Promise<unknown>): Promise<Error> => {
  try {
    await promise
  } catch (error) {
    return error as Error
  }
  throw new Error('expected a rejection')
}

/** Executors that see each other's pieces; `damage` may change what travels from `peer` (undefined: the driver). */
function cluster(
  driver: DriverBroadcasts,
  size: number,
  damage: (packed: Uint8Array, peer: number | undefined) => Uint8Array = (packed) => packed,
) {
  const fetchedFrom: (number | undefined)[] = []
  const has = new Set<string>()
  const executors: ExecutorBroadcasts<number>[] = Array.from(
    { length: size },
    (_, self) =>
      new ExecutorBroadcasts<number>({
        random: () => 0.99,
        peers: {
          facts: async (id) => driver.facts(id),
          holders: async (id, piece) =>
            executors.flatMap((_each, index) =>
              index !== self && has.has(`${index}/${id}/${piece}`) ? [index] : [],
            ),
          fetch: async (id, piece, peer) => {
            fetchedFrom.push(peer)
            const packed =
              peer === undefined ? await driver.piece(id, piece) : executors[peer]?.piece(id, piece)
            if (packed === undefined) throw new Error('not here')
            return damage(packed, peer)
          },
          stored: (id, piece) => void has.add(`${self}/${id}/${piece}`),
        },
      }),
  )
  return { executors, fetchedFrom }
}

test('any bytes, cut in any way, packed or not, arrive as they were', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ minLength: 1, maxLength: 300 }),
      fc.integer({ min: 1, max: 100 }),
      fc.boolean(),
      async (bytes, pieceBytes, compress) => {
        const { driver } = driverOf(pieceBytes, compress)
        const { id } = driver.create(bytes, sharedOf(bytes))
        const { executors } = cluster(driver, 2)
        for (const executor of executors) {
          assert.equal(new Uint8Array(await executor.load(id)), bytes)
        }
      },
    ),
  )
})

test('an executor fetches once, however many slots ask, and from others that have the pieces', async () => {
  const { driver } = driverOf(10)
  const { id } = driver.create('x', sharedOf(new Uint8Array(100).fill(1)))
  const { executors, fetchedFrom } = cluster(driver, 2)
  const [one, two] = executors as [ExecutorBroadcasts<number>, ExecutorBroadcasts<number>]
  const [first, second] = await Promise.all([one.load(id), one.load(id)])
  assert.is(first, second)
  assert.is(fetchedFrom.length, 10)
  fetchedFrom.length = 0
  await two.load(id)
  assert.ok(fetchedFrom.filter((peer) => peer === 0).length > 0)
})

test('a damaged piece is fetched from somebody else', async () => {
  const { driver } = driverOf(10)
  const { id } = driver.create('x', sharedOf(new Uint8Array(30).fill(1)))
  const { executors } = cluster(driver, 2, (packed, peer) =>
    peer === undefined ? packed : packed.map((byte, index) => (index === 1 ? byte ^ 1 : byte)),
  )
  await executors[0]?.load(id)
  const bytes = await executors[1]?.load(id)
  assert.equal(new Uint8Array(bytes as SharedArrayBuffer), new Uint8Array(30).fill(1))
})

test('a piece that is damaged everywhere is an error that names it, and the next try may do better', async () => {
  const { driver } = driverOf(1_000, false)
  const { id } = driver.create('x', sharedOf(new Uint8Array(30).fill(1)))
  let damaged = true
  const { executors } = cluster(driver, 1, (packed) =>
    damaged ? packed.map((byte, index) => (index === 9 ? 0 : byte)) : packed,
  )
  const failure = await failureOf(executors[0]?.load(id) as Promise<unknown>)
  assert.match(
    failure.message,
    'Failed to get broadcast_0_piece0 of broadcast_0: its checksum is wrong',
  )
  damaged = false
  assert.is((await executors[0]?.load(id))?.byteLength, 30)
})

test('destroyed it is gone everywhere, and whoever asks learns where that was', async () => {
  const { driver, forgotten } = driverOf(10)
  const handle = driver.create('x', sharedOf(new Uint8Array(30)))
  const { executors } = cluster(driver, 1)
  assert.is(handle.value, 'x')
  await handle.destroy(true)
  await handle.destroy(true)
  assert.equal(forgotten, [0])
  assert.is(driver.size, 0)
  assert.is(driver.piece(0, 0), undefined)
  assert.throws(() => handle.value, 'after it was destroyed (destroy at app.ts:7)')
  assert.match((await failureOf(executors[0]?.load(0) as Promise<unknown>)).message, 'app.ts:7')
  assert.throws(() => driver.facts(1), 'the driver does not know it')
})

test.run()
