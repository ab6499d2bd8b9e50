import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Serializer } from '@firesteel/serializer'
import {
  MapOutputWriter,
  type PlannedBlock,
  ShuffleFetchFailedError,
  findLocalBlock,
  planFetches,
  readSegment,
  serveShuffleBlock,
  shuffleOptionsFrom,
} from '@firesteel/shuffle'
import { SparkConf } from '@firesteel/conf'
import { UnifiedMemory } from '@firesteel/memory'
import { emptyTaskMetrics } from '@firesteel/rdd-core/runtime'
import { suite, tmpDir } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { type FetchRemote, type FetchedBlock, RemoteBlocks } from '../src/slot/remote-blocks.js'

const test = suite('task: blocks of other executors')

const MAPS = 6

/** Map outputs of one executor, and what answers for it. */
function aShuffle() {
  const dirs = [tmpDir()]
  const outputs = Array.from({ length: MAPS }, (_, mapId) => {
    const writer = new MapOutputWriter({
      dirs,
      shuffleId: 0,
      mapId,
      numReducers: 1,
      serializer: new Serializer(),
      unique: () => `w${mapId}`,
    })
    writer.write(0, mapId, 'x'.repeat(50))
    const size = writer.commit().sizes[0] as number
    const location = { executorId: String(mapId % 2), host: 'far', port: 1 + (mapId % 2) }
    return { mapId, mapIndex: mapId, location, size }
  })
  const truth = (blockId: string): Uint8Array => {
    const mapId = Number(blockId.split('_')[2])
    const location = { executorId: '0', host: 'far', port: 1, dirs }
    const segment = findLocalBlock(0, 0, { mapId, mapIndex: mapId, size: 1, location })
    return readSegment(segment) as Uint8Array
  }
  const serve = async (blockId: string): Promise<Uint8Array> => {
    const opened = (await serveShuffleBlock(dirs, blockId))?.open()
    return opened instanceof Uint8Array ? opened : truth(blockId)
  }
  return { outputs, serve, truth, dirs }
}

const bytesOf = (blocks: RemoteBlocks, blockId: string): Uint8Array | undefined => {
  const block = blocks.blockOf(blockId)
  return block === undefined || block instanceof Uint8Array ? block : readSegment(block)
}

function remoteBlocks(
  fetch: FetchRemote,
  settings: Readonly<Record<string, string>> = {},
  poolBytes = 1 << 30,
) {
  const plain = { 'spark.shuffle.compress': 'false', ...settings }
  const conf = new SparkConf(Object.entries(plain))
  const limits = shuffleOptionsFrom(conf)
  const metrics = emptyTaskMetrics()
  const dir = tmpDir()
  const pool = UnifiedMemory.create({ poolBytes, storageBytes: 0, slots: 1 })
  const memory = pool.taskMemory(0, 1)
  let now = 0
  let names = 0
  const blocks = new RemoteBlocks({
    limits,
    host: 'here',
    dir,
    metrics,
    memory,
    unique: () => `u${names++}`,
    nowMs: () => now++,
    fetch,
  })
  return { blocks, metrics, limits, dir, memory }
}

const plan = (outputs: ReturnType<typeof aShuffle>['outputs'], maxBlocks?: number) =>
  planFetches(0, 0, outputs, { host: 'here', targetBytes: 1, maxBlocks }).remote

const flipped = (bytes: Uint8Array): Uint8Array => {
  const damaged = Uint8Array.from(bytes)
  damaged[damaged.length - 1] = (damaged.at(-1) as number) ^ 1
  return damaged
}

test('every block arrives, is counted and can be read', async () => {
  const { outputs, serve, truth } = aShuffle()
  const { blocks, metrics } = remoteBlocks((_at, ids) => Promise.all(ids.map(serve)))
  await blocks.fetchAll(0, plan(outputs))
  for (const { mapId } of outputs) {
    assert.equal(bytesOf(blocks, `shuffle_0_${mapId}_0`), truth(`shuffle_0_${mapId}_0`))
  }
  assert.is(metrics.shuffleReadRemoteBlocks, MAPS)
  assert.is(
    metrics.shuffleReadRemoteBytes,
    outputs.reduce((sum, { size }) => sum + size, 0),
  )
  assert.is(metrics.shuffleReadRemoteBytesToDisk, 0)
})

test('no more is under way than the limits allow, and all of it ends', async () => {
  const { outputs, serve } = aShuffle()
  const size = outputs[0]?.size ?? 0
  for (const [settings, most, mostThere] of [
    [{ 'spark.reducer.maxReqsInFlight': '1' }, 1, 1],
    [{ 'spark.reducer.maxSizeInFlight': `${2 * size}b` }, 2, 2],
    [{ 'spark.reducer.maxBlocksInFlightPerAddress': '1' }, 2, 1],
  ] as const) {
    const there = new Map<number, number>()
    let underWay = 0
    let peak = 0
    let peakThere = 0
    const { blocks } = remoteBlocks(async ({ port }, ids) => {
      underWay++
      there.set(port, (there.get(port) ?? 0) + ids.length)
      peak = Math.max(peak, underWay)
      peakThere = Math.max(peakThere, there.get(port) ?? 0)
      await new Promise((resolve) => setImmediate(resolve))
      underWay--
      there.set(port, (there.get(port) ?? 0) - ids.length)
      return Promise.all(ids.map(serve))
    }, settings)
    await blocks.fetchAll(0, plan(outputs))
    assert.is(peak, most, JSON.stringify(settings))
    assert.is(peakThere, mostThere, JSON.stringify(settings))
  }
})

test('a block that comes damaged once is asked for again and then right', async () => {
  const { outputs, serve, truth } = aShuffle()
  const asked: string[] = []
  const { blocks, metrics } = remoteBlocks((_at, ids) => {
    const isFirst = !asked.includes('shuffle_0_3_0')
    asked.push(...ids)
    return Promise.all(
      ids.map(async (id) =>
        id === 'shuffle_0_3_0' && isFirst ? flipped(await serve(id)) : serve(id),
      ),
    )
  })
  await blocks.fetchAll(0, plan(outputs))
  assert.equal(bytesOf(blocks, 'shuffle_0_3_0'), truth('shuffle_0_3_0'))
  assert.is(metrics.shuffleCorruptBlocks, 1)
  assert.is(asked.filter((id) => id === 'shuffle_0_3_0').length, 2)
})

const failureOfFetching = async (
  fetch: FetchRemote,
  outputs: ReturnType<typeof aShuffle>['outputs'],
): Promise<ShuffleFetchFailedError> => {
  const { blocks } = remoteBlocks(fetch)
  try {
    await blocks.fetchAll(0, plan(outputs))
  } catch (error) {
    if (error instanceof ShuffleFetchFailedError) return error
    throw error
  }
  throw new Error('it was fetched')
}

test('a block that comes damaged twice fails, and it is said where it was damaged', async () => {
  const { outputs, serve, truth, dirs } = aShuffle()
  const onTheWay: FetchRemote = (_at, ids) =>
    Promise.all(
      ids.map(async (id) => (id === 'shuffle_0_3_0' ? flipped(await serve(id)) : serve(id))),
    )
  const network = await failureOfFetching(onTheWay, outputs)
  assert.match(network.message, /damaged; where that happened: network/)
  assert.equal([network.failure.mapId, network.failure.mapIndex], [3, 3])
  assert.is(network.failure.location?.executorId, '1')

  for (const entry of readdirSync(dirs[0] as string, { recursive: true, withFileTypes: true })) {
    if (entry.name !== 'shuffle_0_3_0.data') continue
    const file = join(entry.parentPath, entry.name)
    writeFileSync(file, flipped(truth('shuffle_0_3_0')))
  }
  const honest: FetchRemote = (_at, ids) => Promise.all(ids.map(serve))
  const disk = await failureOfFetching(honest, outputs)
  assert.match(disk.message, /where that happened: disk/)

  const silent: FetchRemote = (_at, ids) =>
    ids.some((id) => id.endsWith('checksums'))
      ? Promise.reject(new Error('gone'))
      : Promise.all(ids.map(serve))
  assert.match((await failureOfFetching(silent, outputs)).message, /unknown/)
})

test('an empty answer for a block that has bytes is a failure', async () => {
  const { outputs } = aShuffle()
  const empty: FetchRemote = (_at, ids) => Promise.resolve(ids.map(() => new Uint8Array()))
  assert.match((await failureOfFetching(empty, outputs)).message, /damaged/)
})

test('what cannot be had fails with the block and the executor that should have it', async () => {
  const { outputs } = aShuffle()
  const error = await failureOfFetching(() => Promise.reject(new Error('refused')), outputs)
  assert.match(error.message, /refused/)
  assert.is(error.failure.shuffleId, 0)
})

test('a block that came as a file is read from it, and the file goes with the task', async () => {
  const { outputs, serve, truth } = aShuffle()
  const files = tmpDir()
  const { blocks, metrics } = remoteBlocks((_at, ids) =>
    Promise.all(
      ids.map(async (id): Promise<FetchedBlock> => {
        const bytes = await serve(id)
        const file = join(files, id)
        writeFileSync(file, bytes)
        return { file, byteCount: bytes.length }
      }),
    ),
  )
  await blocks.fetchAll(0, plan(outputs))
  assert.equal(bytesOf(blocks, 'shuffle_0_1_0'), truth('shuffle_0_1_0'))
  assert.is(metrics.shuffleReadRemoteBytesToDisk, metrics.shuffleReadRemoteBytes)
  blocks.close()
  assert.equal(readdirSync(files), [])
})

test('what the memory of the task does not cover goes to files, and so does what others of it want', async () => {
  const { outputs, serve, truth } = aShuffle()
  const size = outputs[0]?.size ?? 0
  const fetch: FetchRemote = (_at, ids) => Promise.all(ids.map(serve))
  const { blocks, metrics, memory, dir } = remoteBlocks(fetch, {}, 3 * size)
  await blocks.fetchAll(0, plan(outputs))
  assert.is(memory.used, 3 * size)
  assert.is(metrics.shuffleReadRemoteBytesToDisk, 3 * size)
  assert.is(memory.acquire(size), size)
  assert.is(metrics.shuffleReadRemoteBytesToDisk, 6 * size)
  assert.is(memory.used, size)
  for (const { mapId } of outputs) {
    assert.equal(bytesOf(blocks, `shuffle_0_${mapId}_0`), truth(`shuffle_0_${mapId}_0`))
  }
  blocks.close()
  assert.equal(readdirSync(dir), [])
})

test('blocks of other hosts come compressed, whichever the codec, and are what was written', async () => {
  const { outputs, serve, truth } = aShuffle()
  for (const codec of ['lz4', 'zstd', 'deflate']) {
    const asked: string[] = []
    let bytesSent = 0
    const { blocks, metrics } = remoteBlocks(
      async (_at, ids) => {
        asked.push(...ids)
        const answers = await Promise.all(ids.map(serve))
        for (const answer of answers) bytesSent += answer.length
        return answers
      },
      { 'spark.shuffle.compress': 'true', 'spark.io.compression.codec': codec },
    )
    await blocks.fetchAll(0, plan(outputs))
    assert.ok(asked.every((id) => /\.(lz4|zstd|deflate)$/.test(id)))
    for (const { blockId } of plan(outputs).flatMap((request) => request.blocks)) {
      assert.equal(Buffer.from(bytesOf(blocks, blockId) ?? []), Buffer.from(truth(blockId)))
    }
    assert.ok(bytesSent < metrics.shuffleReadRemoteBytes, codec)
  }
})

test('blocks of this host come as they are', async () => {
  const { outputs, serve } = aShuffle()
  const near = outputs.map((output) => ({
    ...output,
    location: { ...output.location, host: 'here' },
  }))
  const asked: string[] = []
  const { blocks } = remoteBlocks(
    (_at, ids) => {
      asked.push(...ids)
      return Promise.all(ids.map(serve))
    },
    { 'spark.shuffle.compress': 'true' },
  )
  await blocks.fetchAll(0, plan(near))
  assert.ok(asked.every((id) => !id.includes('.')))
})

test('requests hold no more blocks than one executor may be asked for', () => {
  const { outputs } = aShuffle()
  const requests = planFetches(0, 0, outputs, { host: 'here', maxBlocks: 2 }).remote
  assert.ok(requests.every(({ blocks }) => blocks.length <= 2))
  const all = requests.flatMap(({ blocks }): readonly PlannedBlock[] => blocks)
  assert.is(all.length, MAPS)
})

test.run()
