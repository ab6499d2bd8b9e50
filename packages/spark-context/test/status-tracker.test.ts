import { ListenerBus, type StageInfo, type TaskInfo } from '@firesteel/listener-bus'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { StatusTracker } from '../src/index.js'

const test = suite('status tracker')
const stageOf = (stageId: number, stageAttemptId = 0): StageInfo => ({
  stageId,
  stageAttemptId,
  name: 'count at app.ts:1',
  details: '',
  numTasks: 4,
  parentIds: [],
  rddIds: [],
})
const task = { executorId: '7' } as TaskInfo
const time = 0
const taskType = 'ResultTask'

test('knows jobs by their group, and their stages with their tasks, while they run', async () => {
  const bus = new ListenerBus()
  const status = new StatusTracker(bus)
  const properties = { 'spark.jobGroup.id': 'mine' }
  bus.post({ type: 'jobStart', time, jobId: 3, stages: [stageOf(5)], properties })
  bus.post({ type: 'jobStart', time, jobId: 4, stages: [], properties: {} })
  bus.post({ type: 'stageSubmitted', time, stage: stageOf(5), properties })
  for (let started = 0; started < 3; started++) {
    bus.post({ type: 'taskStart', time, stageId: 5, stageAttemptId: 0, task })
  }
  for (const reason of [{ kind: 'Success' }, { kind: 'UnknownReason' }] as const) {
    bus.post({ type: 'taskEnd', time, stageId: 5, stageAttemptId: 0, taskType, task, reason })
  }
  await bus.drained()
  assert.equal(status.getActiveJobIds(), [3, 4])
  assert.equal(status.getJobIdsForGroup('mine'), [3])
  assert.equal(status.getJobIdsForGroup(null), [4])
  assert.equal(status.getJobInfo(3)?.stageIds, [5])
  const { activeTasks, completedTasks, failedTasks } = status.getStageInfo(5) ?? {}
  assert.equal([activeTasks, completedTasks, failedTasks], [1, 1, 1])
  bus.post({ type: 'stageCompleted', time, stage: stageOf(5) })
  bus.post({ type: 'jobEnd', time, jobId: 3, result: { kind: 'JobSucceeded' } })
  await bus.drained()
  assert.equal([status.getActiveStageIds(), status.getActiveJobIds()], [[], [4]])
})

test('knows jobs by their tags, and executors with their tasks while they are there', async () => {
  const bus = new ListenerBus()
  const status = new StatusTracker(bus)
  const properties = { 'spark.job.tags': 'nightly,slow' }
  bus.post({ type: 'jobStart', time, jobId: 3, stages: [], properties })
  const info = { host: 'h', totalCores: 4, logUrls: {} }
  bus.post({ type: 'executorAdded', time, executorId: '7', info })
  for (let started = 0; started < 2; started++) {
    bus.post({ type: 'taskStart', time, stageId: 5, stageAttemptId: 0, task })
  }
  const reason = { kind: 'Success' } as const
  bus.post({ type: 'taskEnd', time, stageId: 5, stageAttemptId: 0, taskType, task, reason })
  await bus.drained()
  assert.equal([status.getJobIdsForTag('slow'), status.getJobIdsForTag('slo')], [[3], []])
  assert.equal(status.getExecutorInfos(), [
    { executorId: '7', host: 'h', totalCores: 4, runningTasks: 1 },
  ])
  bus.post({ type: 'executorRemoved', time, executorId: '7', reason: 'gone' })
  await bus.drained()
  assert.equal(status.getExecutorInfos(), [])
})

test('does not count what an earlier attempt of a stage still does', async () => {
  const bus = new ListenerBus()
  const status = new StatusTracker(bus)
  bus.post({ type: 'stageSubmitted', time, stage: stageOf(5, 1), properties: {} })
  const reason = { kind: 'Success' } as const
  bus.post({ type: 'taskEnd', time, stageId: 5, stageAttemptId: 0, taskType, task, reason })
  bus.post({ type: 'stageCompleted', time, stage: stageOf(5, 0) })
  await bus.drained()
  assert.equal(status.getStageInfo(5)?.activeTasks, 0)
  assert.equal(status.getStageInfo(5)?.completedTasks, 0)
})

test.run()
