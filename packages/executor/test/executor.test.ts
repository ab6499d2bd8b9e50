import { SystemClock } from '@firesteel/clock'
import { SparkConf } from '@firesteel/conf'
import { silentLogger } from '@firesteel/logging'
import { type EndpointRef, RpcEnv } from '@firesteel/rpc-core'
import {
  BLOCK_DIRECTORY_ENDPOINT,
  BlockDirectoryProtocol,
  COARSE_GRAINED_SCHEDULER_ENDPOINT,
  CoarseGrainedSchedulerProtocol,
  type ExecutorProtocol,
  HEARTBEAT_RECEIVER_ENDPOINT,
  HeartbeatReceiverProtocol,
  StopExecutor,
} from '@firesteel/task-messages'
import { suite, tmpDir, until } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { type ExecutorOptions, runExecutor } from '../src/index.js'

/** A driver that only listens: what executors told it. */
class ListeningDriver {
  readonly told: string[] = []
  readonly properties: [string, string][] = [['spark.network.reconnectGrace', '50ms']]
  refuses = false
  executor: EndpointRef<ExecutorProtocol> | undefined
  env!: RpcEnv

  async start(): Promise<void> {
    this.env = await RpcEnv.create({ name: 'driver' })
    const ignore = (): void => {}
    this.env.setupEndpoint(COARSE_GRAINED_SCHEDULER_ENDPOINT, {
      protocol: CoarseGrainedSchedulerProtocol,
      handlers: {
        RetrieveSparkAppConfig: () => ({
          sparkProperties: this.properties,
          resourceProfile: { id: 0, executorMemoryMb: 256, taskCpus: 1 },
        }),
        RegisterExecutor: ({ executorId, executorRef, logUrls }) => {
          if (this.refuses) throw new Error(`Duplicate executor ID: ${executorId}`)
          this.executor = executorRef
          this.told.push(`RegisterExecutor ${executorId} ${JSON.stringify(logUrls)}`)
          return true
        },
        LaunchedExecutor: ({ executorId }) => void this.told.push(`LaunchedExecutor ${executorId}`),
        StatusUpdate: ignore,
        ShufflePushCompletion: ignore,
        RemoveExecutor: ignore,
        KillTask: ignore,
        ReviveOffers: ignore,
        RemoveWorker: ignore,
        KillExecutorsOnHost: ignore,
        DecommissionExecutorsOnHost: ignore,
        ExecutorDecommissioning: () => false,
        FindMigrationPeers: () => [],
        MapOutputMoved: () => false,
        StopDriver: () => true as const,
        StopExecutors: () => true as const,
        IsExecutorAlive: () => true,
      },
    })
    this.env.setupEndpoint(BLOCK_DIRECTORY_ENDPOINT, {
      protocol: BlockDirectoryProtocol,
      handlers: {
        RegisterBlockManager: ({ location }) => {
          this.told.push(`RegisterBlockManager ${location.executorId}`)
          return location
        },
        UpdateBlockInfo: () => true,
        GetLocations: () => [],
        GetPeers: () => [],
        RemoveRdd: () => 0,
      },
    })
    this.env.setupEndpoint(HEARTBEAT_RECEIVER_ENDPOINT, {
      protocol: HeartbeatReceiverProtocol,
      handlers: {
        Heartbeat: ({ executorId }) => {
          this.told.push(`Heartbeat ${executorId}`)
          return { reregisterBlockManager: this.told.filter((t) => t.startsWith('H')).length === 1 }
        },
        TaskSchedulerIsSet: () => true as const,
      },
    })
  }

  get url(): string {
    return `spark://${COARSE_GRAINED_SCHEDULER_ENDPOINT}@${this.env.address?.hostPort}`
  }
}

interface Context {
  driver: ListeningDriver
  options: ExecutorOptions
}
const test = suite<Context>('executor', { context: {} as Context })

test.before.each(async (context) => {
  const driver = new ListeningDriver()
  await driver.start()
  context.driver = driver
  context.options = {
    driverUrl: driver.url,
    appId: 'app-1',
    executorId: '7',
    hostname: '127.0.0.1',
    cores: 1,
    resourceProfileId: 0,
    conf: new SparkConf([]),
    env: { SPARK_LOG_URL_STDOUT: 'http://h/stdout' },
    workDir: tmpDir(),
    clock: new SystemClock(),
    logger: silentLogger,
    random: () => 0,
    ids: () => 'one',
  }
})
test.after.each(({ driver }) => driver.env.shutdown())

const REGISTERED = [
  'RegisterExecutor 7 {"stdout":"http://h/stdout"}',
  'RegisterBlockManager 7',
  'LaunchedExecutor 7',
]

test('registers, makes its blocks known, says that it can take tasks, and ends when told', async ({
  driver,
  options,
}) => {
  const ended = runExecutor(options)
  await until('it is launched', () => driver.told.length === REGISTERED.length)
  assert.equal(driver.told, REGISTERED)
  driver.executor?.send(StopExecutor, {})
  assert.is(await ended, 0)
})

test('ends with 1 when the driver is gone', async ({ driver, options }) => {
  const ended = runExecutor(options)
  await until('it is launched', () => driver.told.includes('LaunchedExecutor 7'))
  await driver.env.shutdown()
  assert.is(await ended, 1)
})

test('ends with 1 when the driver does not take it', async ({ driver, options }) => {
  driver.refuses = true
  assert.is(await runExecutor(options), 1)
  assert.equal(driver.told, [])
})

test('ends with 1 when its worker cannot be reached', async ({ options }) => {
  const nobody = await RpcEnv.create({ name: 'worker' })
  const workerUrl = `spark://Worker@${nobody.address?.hostPort}`
  await nobody.shutdown()
  assert.is(await runExecutor({ ...options, workerUrl }), 1)
})

test('ends with 143 when a signal asks for it', async ({ driver, options }) => {
  const termination = new AbortController()
  const ended = runExecutor({ ...options, terminated: termination.signal })
  await until('it is launched', () => driver.told.includes('LaunchedExecutor 7'))
  termination.abort()
  assert.is(await ended, 143)
})

test('beats, and makes its blocks known again when it is asked to', async ({ driver, options }) => {
  driver.properties.push(['spark.executor.heartbeatInterval', '20ms'])
  const ended = runExecutor(options)
  const known = (): number => driver.told.filter((t) => t.startsWith('RegisterBlockManager')).length
  await until('it is known twice', () => known() === 2)
  driver.executor?.send(StopExecutor, {})
  assert.is(await ended, 0)
})

test.run()
