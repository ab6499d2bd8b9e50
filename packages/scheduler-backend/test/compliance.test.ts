import { SystemClock } from '@firesteel/clock'
import { SparkConf } from '@firesteel/conf'
import { RpcEnv, type RpcAddress } from '@firesteel/rpc-core'
import { BlockDirectory } from '@firesteel/storage'
import type { SchedulerBackend } from '@firesteel/task-scheduler'
import { schedulerBackendSuite } from '@firesteel/task-scheduler/compliance'
import { suite, until } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { CoarseGrainedBackend, coarseGrainedSettingsFrom, LocalBackend } from '../src/index.js'
import { ManualExecutor } from './manual-executor.js'

const clock = new SystemClock({ keepAlive: false })

const local = suite('scheduler-backend: LocalBackend keeps the promises')
schedulerBackendSuite(
  { test: (name, body) => local(name, body), assert, until },
  (scheduler, runner) => new LocalBackend({ scheduler, runner, clock }),
)
local.run()

const remote = suite('scheduler-backend: CoarseGrainedBackend keeps the promises')
schedulerBackendSuite(
  { test: (name, body) => remote(name, body), assert, until },
  async (scheduler, runner): Promise<SchedulerBackend> => {
    const env = await RpcEnv.create({ name: 'sparkDriver' })
    const backend = new CoarseGrainedBackend({
      env,
      scheduler,
      blocks: new BlockDirectory(),
      settings: coarseGrainedSettingsFrom(new SparkConf()),
      sparkProperties: () => [],
      applicationId: () => 'app-1',
      clock,
    })
    const start = backend.start.bind(backend)
    const stop = backend.stop.bind(backend)
    let executor: ManualExecutor | undefined
    return Object.assign(backend, {
      start: async () => {
        await start()
        executor = await ManualExecutor.connect(env.address as RpcAddress, runner)
        await executor.register('1', runner.slots)
        executor.launched('1')
      },
      stop: async () => {
        await stop()
        await executor?.env.shutdown()
        await env.shutdown()
      },
    })
  },
)
remote.run()
