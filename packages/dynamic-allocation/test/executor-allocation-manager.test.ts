import { SimulatedClock } from '@firesteel/clock'
import { SparkConf } from '@firesteel/conf'
import { ListenerBus, type StageInfo, type TaskInfo } from '@firesteel/listener-bus'
import { StorageLevel } from '@firesteel/storage-level'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { ExecutorAllocationManager, allocationSettingsFrom } from '../src/index.js'

const test = suite('dynamic-allocation: a driven cluster')

/** A cluster that gives what it is asked for, at once, and a driver that says what happens. */
class DrivenCluster {
  readonly clock = new SimulatedClock()
  readonly bus = new ListenerBus()
  readonly manager: ExecutorAllocationManager
  readonly asked: number[] = []
  readonly ended: string[] = []
  readonly decommissioned: string[] = []
  isDeaf = false
  #nextTaskId = 0

  constructor(settings: Readonly<Record<string, string | number | boolean>> = {}) {
    const conf = new SparkConf([]).set('spark.dynamicAllocation.enabled', true)
    for (const [name, value] of Object.entries(settings)) conf.set(name, value)
    const own = allocationSettingsFrom(conf)
    if (own === undefined) throw new Error('it is on')
    this.manager = new ExecutorAllocationManager({
      settings: own,
      listenerBus: this.bus,
      clock: this.clock,
      client: {
        requestTotalExecutors: (total) => {
          this.asked.push(total)
          return Promise.resolve(!this.isDeaf)
        },
        killIdleExecutors: (ids) => {
          this.ended.push(...ids)
          return Promise.resolve(ids)
        },
        decommissionExecutors: (ids) => {
          this.decommissioned.push(...ids)
          return Promise.resolve(ids)
        },
      },
    })
    this.manager.start()
  }

  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 100) {
      await this.bus.drained()
      this.clock.advance(100)
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  added(...executorIds: string[]): void {
    const info = { host: 'h', totalCores: 1, logUrls: {} }
    for (const executorId of executorIds) {
      this.bus.post({ type: 'executorAdded', time: 0, executorId, info })
    }
  }

  stage(stageId: number, numTasks: number, shuffleId?: number): StageInfo {
    return {
      stageId,
      stageAttemptId: 0,
      name: '',
      details: '',
      numTasks,
      parentIds: [],
      rddIds: [],
      shuffleId,
    }
  }

  submitted(stage: StageInfo): void {
    this.bus.post({ type: 'stageSubmitted', time: 0, stage, properties: {} })
  }

  /** Runs task `index` of a stage; returns what ends it. */
  begun(stage: StageInfo, index: number, executorId: string): () => void {
    const task: TaskInfo = {
      taskId: this.#nextTaskId++,
      index,
      attemptNumber: 0,
      partitionId: index,
      executorId,
      host: 'h',
      slot: 0,
      locality: 'ANY',
      speculative: false,
      launchTime: 0,
      status: 'RUNNING',
    }
    const about = { time: 0, stageId: stage.stageId, stageAttemptId: 0, task }
    this.bus.post({ type: 'taskStart', ...about })
    return () =>
      this.bus.post({
        type: 'taskEnd',
        ...about,
        taskType: stage.shuffleId === undefined ? 'ResultTask' : 'ShuffleMapTask',
        reason: { kind: 'Success' },
      })
  }
}

test('grows while tasks wait, shrinks when they are done, and is idle for its time first', async () => {
  const cluster = new DrivenCluster({ 'spark.dynamicAllocation.executorIdleTimeout': '10s' })
  const stage = cluster.stage(0, 5)
  await cluster.pass(2_000)
  assert.equal(cluster.asked, [])
  cluster.submitted(stage)
  await cluster.pass(900)
  assert.equal(cluster.asked, [], 'not before the backlog timeout')
  await cluster.pass(3_200)
  assert.equal(cluster.asked, [1, 3, 5])
  cluster.added('0', '1', '2', '3', '4')
  const ends = ['0', '1', '2', '3', '4'].map((id, index) => cluster.begun(stage, index, id))
  await cluster.pass(20_000)
  assert.equal(cluster.ended, [], 'they are busy')
  for (const end of ends) end()
  cluster.bus.post({ type: 'stageCompleted', time: 0, stage })
  await cluster.pass(9_000)
  assert.equal(cluster.ended, [])
  await cluster.pass(2_000)
  assert.equal([...cluster.ended].sort(), ['0', '1', '2', '3', '4'])
  assert.is(cluster.asked.at(-1), 0)
  cluster.manager.stop()
})

test('keeps the least, whoever is idle', async () => {
  const cluster = new DrivenCluster({
    'spark.dynamicAllocation.minExecutors': 2,
    'spark.dynamicAllocation.executorIdleTimeout': '1s',
  })
  cluster.added('0', '1', '2')
  await cluster.pass(3_000)
  assert.is(cluster.ended.length, 1)
  cluster.manager.stop()
})

test('keeps an executor with cached partitions until these are given up', async () => {
  const cluster = new DrivenCluster({ 'spark.dynamicAllocation.executorIdleTimeout': '1s' })
  cluster.added('0', '1')
  const block = {
    time: 0,
    executorId: '0',
    slot: 0,
    blockId: 'rdd_4_1',
    memoryBytes: 10,
    diskBytes: 0,
  }
  cluster.bus.post({ type: 'blockUpdated', ...block, level: StorageLevel.MEMORY_ONLY })
  await cluster.pass(30_000)
  assert.equal(cluster.ended, ['1'])
  cluster.bus.post({ type: 'unpersistRdd', time: 0, rddId: 4 })
  await cluster.pass(2_000)
  assert.equal(cluster.ended, ['1', '0'])
  cluster.manager.stop()
})

test('keeps an executor whose map outputs a running job may read', async () => {
  const cluster = new DrivenCluster({
    'spark.dynamicAllocation.executorIdleTimeout': '1s',
    'spark.dynamicAllocation.shuffleTracking.timeout': '5s',
  })
  const map = cluster.stage(0, 1, 9)
  const jobStart = { type: 'jobStart', time: 0, properties: {}, stages: [map] } as const
  cluster.bus.post({ ...jobStart, jobId: 0 })
  cluster.submitted(map)
  cluster.added('0')
  cluster.begun(map, 0, '0')()
  cluster.bus.post({ type: 'stageCompleted', time: 0, stage: map })
  await cluster.pass(30_000)
  assert.equal(cluster.ended, [], 'the job goes on')
  cluster.bus.post({ type: 'jobEnd', time: 0, jobId: 0, result: { kind: 'JobSucceeded' } })
  await cluster.pass(4_000)
  assert.equal(cluster.ended, [], 'another job may want them')
  await cluster.pass(2_000)
  assert.equal(cluster.ended, ['0'])
  cluster.manager.stop()
})

test('keeps no executor for map outputs that a shuffle service serves, or that nobody can ask for', async () => {
  for (const isServed of [true, false]) {
    const cluster = new DrivenCluster({
      'spark.shuffle.service.enabled': isServed,
      'spark.dynamicAllocation.executorIdleTimeout': '1s',
    })
    const map = cluster.stage(0, 1, 9)
    cluster.submitted(map)
    cluster.added('0')
    cluster.begun(map, 0, '0')()
    cluster.bus.post({ type: 'stageCompleted', time: 0, stage: map })
    await cluster.bus.drained()
    if (!isServed) cluster.manager.shuffleRemoved(9)
    await cluster.pass(2_000)
    assert.equal(cluster.ended, ['0'])
    cluster.manager.stop()
  }
})

test('asks again when the cluster did not hear', async () => {
  const cluster = new DrivenCluster()
  cluster.isDeaf = true
  cluster.submitted(cluster.stage(0, 5))
  await cluster.pass(2_500)
  assert.equal(cluster.asked, [1, 1])
  cluster.isDeaf = false
  await cluster.pass(2_000)
  assert.equal(cluster.asked, [1, 1, 1, 3])
  cluster.manager.stop()
})

test('lets executors leave in order where that is on', async () => {
  const cluster = new DrivenCluster({
    'spark.decommission.enabled': true,
    'spark.dynamicAllocation.executorIdleTimeout': '1s',
  })
  cluster.added('0')
  await cluster.pass(5_000)
  assert.equal([cluster.ended, cluster.decommissioned], [[], ['0']])
  cluster.manager.stop()
})

test.run()
