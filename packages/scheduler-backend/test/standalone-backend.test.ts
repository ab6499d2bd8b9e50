import type { AppClientListener } from '@firesteel/app-client'
import { SimulatedClock } from '@firesteel/clock'
import { SparkConf } from '@firesteel/conf'
import type { ApplicationDescription } from '@firesteel/deploy-messages'
import { type RpcAddress, RpcEnv } from '@firesteel/rpc-core'
import { BlockDirectory } from '@firesteel/storage'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { StandaloneBackend, coarseGrainedSettingsFrom } from '../src/index.js'
import { ManualExecutor } from './manual-executor.js'
import { NotingSource, noRunner } from './noting-source.js'

const test = suite('scheduler-backend: StandaloneBackend')

interface Rig {
  readonly env: RpcEnv
  readonly source: NotingSource
  readonly backend: StandaloneBackend
  readonly dead: Error[]
  readonly client: string[]
  readonly cluster: () => {
    readonly description: ApplicationDescription
    readonly listener: AppClientListener
  }
}

async function withBackend(body: (rig: Rig) => Promise<void>): Promise<void> {
  const env = await RpcEnv.create({ name: 'sparkDriver' })
  const source = new NotingSource()
  const dead: Error[] = []
  const client: string[] = []
  let cluster: ReturnType<Rig['cluster']> | undefined
  const conf = new SparkConf({ 'spark.cores.max': '6', 'spark.executor.cores': '2' })
  const backend = new StandaloneBackend({
    env,
    scheduler: source,
    blocks: new BlockDirectory(),
    settings: coarseGrainedSettingsFrom(conf),
    sparkProperties: () => [],
    clock: new SimulatedClock(),
    masters: [],
    application: { name: 'words', user: 'ada', environment: { TZ: 'UTC' } },
    onDead: (error) => void dead.push(error),
    createClient: (description, listener) => {
      cluster = { description, listener }
      return {
        start: () => void client.push('start'),
        stop: () => void client.push('stop'),
        requestTotalExecutors: (total) => {
          client.push(`total ${JSON.stringify(total)}`)
          return Promise.resolve(true)
        },
        killExecutors: (ids) => {
          client.push(`kill ${ids.join()}`)
          return Promise.resolve(true)
        },
      }
    },
  })
  try {
    await body({
      env,
      source,
      backend,
      dead,
      client,
      cluster: () => {
        assert.ok(cluster, 'started')
        return cluster as NonNullable<typeof cluster>
      },
    })
  } finally {
    await backend.stop()
    await env.shutdown()
  }
}

/** Starts it and lets the cluster answer. */
async function started({ backend, cluster, client }: Rig): Promise<void> {
  const starting = backend.start()
  while (client.length === 0) await new Promise<void>((resolve) => setImmediate(resolve))
  cluster().listener.connected('app-1' as never)
  await starting
}

test('asks for executors that find their way back to this driver', () =>
  withBackend(async (rig) => {
    await started(rig)
    const { name, user, maxCores, defaultProfile, command } = rig.cluster().description
    assert.equal([name, user, maxCores, defaultProfile.executorCores], ['words', 'ada', 6, 2])
    assert.is(defaultProfile.executorMemoryMb, 1_024)
    assert.is(command.kind, 'executor')
    assert.equal(command.environment, { TZ: 'UTC' })
    const url = `spark://CoarseGrainedScheduler@${rig.env.address?.hostPort}`
    assert.is(
      command.arguments.join(' '),
      `--driver-url ${url} --executor-id {{EXECUTOR_ID}} --hostname {{HOSTNAME}} --cores {{CORES}} --app-id {{APP_ID}} --worker-url {{WORKER_URL}} --resourceProfileId 0`,
    )
    assert.is(rig.backend.applicationId(), 'app-1')
  }))

test('has no application id before it is registered', () =>
  withBackend(async ({ backend }) => {
    assert.throws(() => backend.applicationId(), /has no id yet/)
    await Promise.resolve()
  }))

test('does not start when no Master can be had', () =>
  withBackend(async (rig) => {
    const starting = rig.backend.start().then(
      () => undefined,
      (error: Error) => error,
    )
    while (rig.client.length === 0) await new Promise<void>((resolve) => setImmediate(resolve))
    rig.cluster().listener.dead('All masters are unresponsive! Giving up.')
    assert.is((await starting)?.message, 'All masters are unresponsive! Giving up.')
    assert.equal(rig.dead, [])
  }))

test('an application that the cluster ends is told so, once, with its tasks given up', () =>
  withBackend(async (rig) => {
    await started(rig)
    rig.cluster().listener.dead('Master removed our application: KILLED')
    assert.equal(
      rig.dead.map(({ message }) => message),
      ['Master removed our application: KILLED'],
    )
    assert.ok(rig.source.told.includes('error Master removed our application: KILLED'))
  }))

test('what stops by itself is not dead', () =>
  withBackend(async (rig) => {
    await started(rig)
    await rig.backend.stop()
    rig.cluster().listener.dead('Application has been stopped.')
    assert.equal(rig.dead, [])
    assert.equal(rig.client, ['start', 'stop'])
  }))

const losses = [
  [
    { message: 'exit 1', exitStatus: 1 },
    { kind: 'ExecutorExited', exitCausedByApp: true },
  ],
  [
    { message: 'exit 0', exitStatus: 0 },
    { kind: 'ExecutorExited', exitCausedByApp: true },
  ],
  [
    { message: 'heartbeats', exitStatus: 56 },
    { kind: 'ExecutorExited', exitCausedByApp: false },
  ],
  [
    { message: 'no disk', exitStatus: 53 },
    { kind: 'ExecutorExited', exitCausedByApp: false },
  ],
  [{ message: 'vanished' }, { kind: 'ExecutorProcessLost', causedByApp: true }],
  [
    { message: 'worker lost', workerHost: 'h' },
    { kind: 'ExecutorProcessLost', causedByApp: false, workerHost: 'h' },
  ],
] as const

for (const [removed, expected] of losses) {
  test(`an executor that ended with "${removed.message}" is lost for that reason`, () =>
    withBackend(async (rig) => {
      await started(rig)
      const executor = await ManualExecutor.connect(rig.env.address as RpcAddress, noRunner)
      try {
        await executor.register('4', 1)
        rig.cluster().listener.executorRemoved({ fullId: 'app-1/4', ...removed })
        const [reason] = rig.source.reasons
        for (const [field, value] of Object.entries(expected)) {
          assert.is((reason as unknown as Record<string, unknown>)[field], value, field)
        }
      } finally {
        await executor.env.shutdown()
      }
    }))
}

test('a worker that is gone is told upwards', () =>
  withBackend(async (rig) => {
    await started(rig)
    const id = 'worker-1' as never
    rig.cluster().listener.workerRemoved({ id, host: 'h', message: 'silent' })
    assert.equal(rig.source.told, ['worker worker-1 h'])
  }))

test.run()
