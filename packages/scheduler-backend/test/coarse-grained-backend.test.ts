import { SimulatedClock } from '@firesteel/clock'
import { SparkConf } from '@firesteel/conf'
import { hasCode } from '@firesteel/errors'
import { type RpcAddress, RpcEnv } from '@firesteel/rpc-core'
import { BlockDirectory, rddBlock } from '@firesteel/storage'
import {
  BLOCK_DIRECTORY_ENDPOINT,
  BlockDirectoryProtocol,
  ExecutorDecommissioning,
  FindMigrationPeers,
  GetLocations,
  GetPeers,
  Heartbeat,
  HEARTBEAT_RECEIVER_ENDPOINT,
  HeartbeatReceiverProtocol,
  IsExecutorAlive,
  RegisterBlockManager,
  RemoveExecutor,
  RetrieveSparkAppConfig,
  TaskSchedulerIsSet,
  UpdateBlockInfo,
} from '@firesteel/task-messages'
import { StorageLevel } from '@firesteel/storage-level'
import { suite, until } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { CoarseGrainedBackend, coarseGrainedSettingsFrom } from '../src/index.js'
import { ManualExecutor } from './manual-executor.js'
import { aTask, NotingSource, noRunner } from './noting-source.js'

interface Rig {
  readonly clock: SimulatedClock
  readonly env: RpcEnv
  readonly address: RpcAddress
  readonly blocks: BlockDirectory
  readonly source: NotingSource
  readonly events: string[]
  /** Executors that the cluster was told to end. */
  readonly killed: string[]
  readonly backend: CoarseGrainedBackend
  readonly executor: () => Promise<ManualExecutor>
}

const test = suite('scheduler-backend: CoarseGrainedBackend')

/** A driver with its endpoints; its time stands still. */
async function withDriver(
  body: (rig: Rig) => Promise<void>,
  conf: Record<string, string> = {},
): Promise<void> {
  const clock = new SimulatedClock()
  const env = await RpcEnv.create({ name: 'sparkDriver' })
  const source = new NotingSource()
  const blocks = new BlockDirectory()
  const events: string[] = []
  const killed: string[] = []
  const backend = new CoarseGrainedBackend({
    env,
    scheduler: source,
    blocks,
    settings: coarseGrainedSettingsFrom(new SparkConf(conf)),
    sparkProperties: () => [['spark.app.name', 'test']],
    applicationId: () => 'app-1',
    clock,
    listenerBus: { post: (event) => void events.push(event.type) },
    cluster: {
      requestTotal: () => Promise.resolve(true),
      kill: (executorIds) => {
        killed.push(...executorIds)
        return Promise.resolve(true)
      },
    },
  })
  await backend.start()
  const executors: ManualExecutor[] = []
  const address = env.address as RpcAddress
  try {
    await body({
      clock,
      env,
      address,
      blocks,
      events,
      killed,
      source,
      backend,
      executor: async () => {
        const executor = await ManualExecutor.connect(address, noRunner)
        executors.push(executor)
        return executor
      },
    })
  } finally {
    await backend.stop()
    for (const executor of executors) await executor.env.shutdown()
    await env.shutdown()
  }
}

test('tells an executor how the application is set up, and refuses one of another version', () =>
  withDriver(
    async ({ executor }) => {
      const { driver } = await executor()
      const config = await driver.ask(RetrieveSparkAppConfig, { resourceProfileId: 0 })
      assert.equal(config.sparkProperties, [['spark.app.name', 'test']])
      assert.is(config.resourceProfile.executorMemoryMb, 512)
      const refused = driver.ask(RetrieveSparkAppConfig, { resourceProfileId: 0, wireVersion: 999 })
      const error = await refused.then(
        () => undefined,
        (thrown: unknown) => thrown,
      )
      assert.ok(hasCode(error, 'BACKEND_EXECUTOR_VERSION'))
    },
    { 'spark.executor.memory': '512m' },
  ))

test('offers the slots of an executor only after it is launched', () =>
  withDriver(async ({ executor, source, backend }) => {
    const one = await executor()
    await one.register('1', 2)
    backend.makeOffers()
    assert.equal(source.offers, [])
    one.launched('1')
    await until('an offer', () => source.offers.length === 1)
    assert.equal(source.offers[0]?.freeSlots, [0, 1])
    assert.equal(source.told, ['added 1'])
  }))

test('refuses a second executor with the same id', () =>
  withDriver(async ({ executor }) => {
    await (await executor()).register('1', 1)
    const second = (await executor()).register('1', 1)
    const error = await second.then(
      () => undefined,
      (thrown: Error) => thrown,
    )
    assert.is(error?.message.includes('Duplicate executor ID: 1'), true)
  }))

test('says whether an executor is alive', () =>
  withDriver(async ({ executor }) => {
    const one = await executor()
    await one.register('1', 1)
    assert.is(await one.driver.ask(IsExecutorAlive, { executorId: '1' }), true)
    assert.is(await one.driver.ask(IsExecutorAlive, { executorId: '2' }), false)
  }))

test('a task that is larger than a message may be gives its set up, with the advice', () =>
  withDriver(
    async ({ executor, source }) => {
      const one = await executor()
      await one.register('1', 1)
      source.tasks.push({ ...aTask(5), partition: new Uint8Array(3_000) })
      one.launched('1')
      await until('the refusal', () => source.told.length === 2)
      assert.match(
        source.told[1] ?? '',
        /^abort 5 Serialized task 5:5 was \d+ bytes, which exceeds max allowed: spark\.rpc\.message\.maxSize \(2048 bytes\)\. Consider .* broadcast/,
      )
      assert.equal(one.received, [])
    },
    { 'spark.rpc.message.maxSize': '2k' },
  ))

test('an executor that says it is broken is stopped and lost', () =>
  withDriver(async ({ executor, source }) => {
    const one = await executor()
    await one.register('1', 1)
    one.driver.send(RemoveExecutor, { executorId: '1', reason: 'no disk', exitStatus: 53 })
    await until('its stop', () => one.received.includes('StopExecutor'))
    assert.equal(source.reasons, [
      { kind: 'ExecutorExited', exitCode: 53, exitCausedByApp: false, message: 'no disk' },
    ])
  }))

test('an executor that leaves gets nothing new, and what it runs still ends', () =>
  withDriver(async ({ executor, source, backend }) => {
    const one = await executor()
    await one.register('1', 2)
    source.tasks.push(aTask(7))
    one.launched('1')
    await until('the launch', () => one.received.includes('LaunchTask 7'))
    assert.is(await one.driver.ask(ExecutorDecommissioning, { executorId: '1' }), true)
    assert.is(await one.driver.ask(ExecutorDecommissioning, { executorId: '2' }), false)
    assert.is(await one.driver.ask(IsExecutorAlive, { executorId: '1' }), false)
    const before = source.offers.length
    backend.makeOffers()
    one.report('1', 7, { state: 'FINISHED', data: new Uint8Array() })
    await until('its end', () => source.told.includes('7 FINISHED'))
    assert.is(source.offers.length, before)
  }))

test('an executor that leaves is given no blocks to keep', () =>
  withDriver(async ({ executor, address, backend }) => {
    const [one, two, three] = [await executor(), await executor(), await executor()]
    for (const [index, each] of [one, two, three].entries()) {
      const executorId = `${index + 1}`
      await each.register(executorId, 1)
      const directory = each.env.refFor<typeof BlockDirectoryProtocol>(
        address,
        BLOCK_DIRECTORY_ENDPOINT,
      )
      const location = { executorId, host: 'localhost', port: 4_000 + index }
      await directory.ask(RegisterBlockManager, { location, maxMemory: 1, storage: each.storage })
      each.launched(executorId)
    }
    const directory = one.env.refFor<typeof BlockDirectoryProtocol>(
      address,
      BLOCK_DIRECTORY_ENDPOINT,
    )
    const peersOf = async (executorId: string): Promise<string[]> =>
      (await directory.ask(GetPeers, { executorId })).map((peer) => peer.executorId)
    await until('all are there', () => backend.executorIds.length === 3)
    assert.equal(await peersOf('1'), ['2', '3'])
    assert.equal(await backend.control.decommissionExecutors(['2']), ['2'])
    assert.equal(await peersOf('1'), ['3'])
    const takers = await one.driver.ask(FindMigrationPeers, { executorId: '2' })
    assert.equal(
      takers.map(({ executorId }) => executorId),
      ['1', '3'],
    )
  }))

test('an executor that does not leave in time is ended; one that is gone is not', () =>
  withDriver(
    async ({ executor, source, clock, backend, killed }) => {
      for (const executorId of ['1', '2']) await (await executor()).register(executorId, 1)
      await backend.control.decommissionExecutors(['1', '2'])
      assert.equal(
        source.told.filter((told) => told.startsWith('leaves')),
        [`leaves 1 ${clock.now() + 10_000}`, `leaves 2 ${clock.now() + 10_000}`],
      )
      backend.removeExecutor('2', { kind: 'ExecutorKilled', message: 'it left' })
      clock.advance(59_999)
      assert.equal(killed, [])
      clock.advance(1)
      assert.equal(killed, ['1'])
      backend.removeExecutor('1', { kind: 'ExecutorKilled', message: 'it was ended' })
      assert.is(source.reasons.at(-1)?.kind, 'ExecutorDecommission')
    },
    {
      'spark.executor.decommission.killInterval': '10s',
      'spark.executor.decommission.forceKillTimeout': '60s',
    },
  ))

test('a lost connection gets no more offers, and five seconds later its tasks fail', () =>
  withDriver(async ({ executor, source, clock, backend }) => {
    const one = await executor()
    await one.register('1', 1)
    one.launched('1')
    await until('an offer', () => source.offers.length === 1)
    await one.env.shutdown()
    await until('the loss', () => source.told.includes('lost 1 LossReasonPending'))
    const before = source.offers.length
    backend.makeOffers()
    assert.is(source.offers.length, before)
    clock.advance(4_999)
    assert.is(source.reasons.length, 1)
    clock.advance(1)
    assert.is(source.told.at(-1), 'lost 1 ExecutorProcessLost')
  }))

test('a reason that comes meanwhile is the one that counts', () =>
  withDriver(async ({ executor, source, clock, backend }) => {
    const one = await executor()
    await one.register('1', 1)
    await one.env.shutdown()
    await until('the loss', () => source.told.includes('lost 1 LossReasonPending'))
    backend.removeExecutor('1', {
      kind: 'ExecutorExited',
      exitCode: 137,
      exitCausedByApp: true,
      message: 'killed',
    })
    clock.advance(10_000)
    assert.equal(
      source.told.filter((line) => line.startsWith('lost')),
      ['lost 1 LossReasonPending', 'lost 1 ExecutorExited'],
    )
  }))

test('an executor that is silent for two minutes is lost; one that beats is not', () =>
  withDriver(async ({ executor, source, clock, address }) => {
    const [one, two] = [await executor(), await executor()]
    await one.register('1', 1)
    await two.register('2', 1)
    const receiver = await one.env.lookup(
      address,
      HEARTBEAT_RECEIVER_ENDPOINT,
      HeartbeatReceiverProtocol,
    )
    assert.is(await receiver.ask(TaskSchedulerIsSet, {}), true)
    const beat = (executorId: string) =>
      receiver.ask(Heartbeat, {
        executorId,
        accumUpdates: [],
        blockManager: { executorId, host: 'localhost', port: 1 },
        executorUpdates: {},
      })
    clock.advance(60_000)
    // The driver knows no blocks of it yet: it is asked to introduce its store.
    assert.equal(await beat('1'), { reregisterBlockManager: true })
    assert.equal(await beat('unknown'), { reregisterBlockManager: true })
    clock.advance(120_000)
    assert.equal(
      source.told.filter((line) => line.startsWith('lost')),
      ['lost 2 ExecutorProcessLost'],
    )
    assert.is(source.reasons[0]?.message, 'Executor heartbeat timed out after 180000 ms')
  }))

test('knows who holds which block, and has them forgotten', () =>
  withDriver(async ({ executor, blocks, address, backend, events }) => {
    const one = await executor()
    await one.register('1', 1)
    const { env } = one
    const directory = await env.lookup(address, BLOCK_DIRECTORY_ENDPOINT, BlockDirectoryProtocol)
    const level = StorageLevel.MEMORY_ONLY_2
    const kept = { level, memoryBytes: 80, diskBytes: 0 }
    const block = { executorId: '1', slot: 0, blockId: 'rdd_3_7', ...kept }
    assert.is(await directory.ask(UpdateBlockInfo, block), false)
    const location = { executorId: '1', host: 'localhost', port: 4_000, dirs: ['/blocks'] }
    await directory.ask(RegisterBlockManager, { location, maxMemory: 1, storage: one.storage })
    assert.is(await directory.ask(UpdateBlockInfo, block), true)
    assert.equal(await directory.ask(GetLocations, { blockId: 'rdd_3_7' }), [
      { location, slot: 0, size: 80, onDisk: false },
    ])
    assert.is(await backend.removeRdd(3), 3)
    assert.equal(one.removedRdds, [3])
    assert.equal(blocks.locations(rddBlock(3, 7)), [])
    backend.removeExecutor('1', { kind: 'ExecutorKilled', message: 'for a test' })
    assert.equal(events, [
      'blockManagerAdded',
      'blockUpdated',
      'unpersistRdd',
      'blockManagerRemoved',
    ])
  }))

test('has a block copied again that lost one of its copies with an executor', () =>
  withDriver(async ({ executor, address, backend }) => {
    const [one, two] = [await executor(), await executor()]
    await one.register('1', 1)
    await two.register('2', 1)
    const kept = { level: StorageLevel.MEMORY_ONLY_SER_2, memoryBytes: 80, diskBytes: 0 }
    for (const [executorId, each] of [
      ['1', one],
      ['2', two],
    ] as const) {
      const directory = await each.env.lookup(
        address,
        BLOCK_DIRECTORY_ENDPOINT,
        BlockDirectoryProtocol,
      )
      const location = { executorId, host: 'localhost', port: 4_000, dirs: [] }
      await directory.ask(RegisterBlockManager, { location, maxMemory: 1, storage: each.storage })
      await directory.ask(UpdateBlockInfo, { executorId, blockId: 'rdd_3_7', ...kept })
    }
    assert.equal(two.replicated, [])
    backend.removeExecutor('1', { kind: 'ExecutorKilled', message: 'for a test' })
    await until('the other is told to copy it', () => two.replicated.length === 1)
    assert.equal(two.replicated, ['rdd_3_7'])
    assert.equal(one.replicated, [])
  }))

test('is ready when all that was granted registered, or a second after the first', () =>
  withDriver(async ({ executor, backend, clock, source }) => {
    backend.readiness.granted(2)
    backend.readiness.granted(2)
    const one = await executor()
    await one.register('1', 2)
    one.launched('1')
    await until('it is offered', () => source.offers.length === 1)
    assert.is(backend.isReady(), false)
    clock.advance(1_000)
    assert.is(backend.isReady(), true)
    await backend.ready
    assert.is(backend.defaultParallelism(), 2)
  }))

test('is not ready before the executors can take tasks and copies of blocks', () =>
  withDriver(
    async ({ executor, backend, source }) => {
      const one = await executor()
      await one.register('1', 1)
      assert.is(backend.isReady(), false)
      one.launched('1')
      await until('it is offered', () => source.offers.length > 0)
      assert.is(backend.isReady(), true)
    },
    { 'spark.cores.max': '1', 'spark.scheduler.minRegisteredResourcesRatio': '1' },
  ))

test('offers nothing before the part of the cores that is asked for is there', () =>
  withDriver(
    async ({ executor, backend, source }) => {
      const [one, two] = [await executor(), await executor()]
      await one.register('1', 1)
      await two.register('2', 1)
      one.launched('1')
      await until('the first is launched', () =>
        one.driver.ask(IsExecutorAlive, { executorId: '1' }),
      )
      backend.makeOffers()
      assert.equal(source.offers, [])
      two.launched('2')
      await until('both are offered', () => source.offers.length >= 2)
      assert.is(backend.isReady(), true)
    },
    { 'spark.cores.max': '2', 'spark.scheduler.minRegisteredResourcesRatio': '1' },
  ))

test('waits for the part of the cores that is asked for, but no longer than it may', () =>
  withDriver(
    async ({ executor, backend, clock }) => {
      const one = await executor()
      await one.register('1', 2)
      clock.advance(29_999)
      assert.is(backend.isReady(), false)
      clock.advance(1)
      assert.is(backend.isReady(), true)
    },
    { 'spark.cores.max': '8', 'spark.scheduler.minRegisteredResourcesRatio': '0.5' },
  ))

test.run()
