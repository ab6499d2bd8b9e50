import { SimulatedClock } from '@firesteel/clock'
import { ListenerBus, type StageInfo, type TaskInfo } from '@firesteel/listener-bus'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { ProgressBar } from '../src/progress-bar.js'

const test = suite('progress bar')

const stageOf = (stageId: number, numTasks: number): StageInfo => ({
  stageId,
  stageAttemptId: 0,
  name: 'count at app.ts:1',
  details: '',
  numTasks,
  parentIds: [],
  rddIds: [],
})
const task = {} as TaskInfo

function watched(): { bus: ListenerBus; clock: SimulatedClock; bar: ProgressBar; lines: string[] } {
  const bus = new ListenerBus()
  const clock = new SimulatedClock()
  const lines: string[] = []
  const output = { columns: 41, write: (text: string) => lines.push(text) }
  return { bus, clock, bar: new ProgressBar(bus, clock, output), lines }
}

test('shows finished and running tasks of a stage that takes long', async () => {
  const { bus, clock, bar, lines } = watched()
  bus.post({ type: 'stageSubmitted', time: 0, stage: stageOf(1, 10), properties: {} })
  for (let started = 0; started < 8; started++) {
    bus.post({ type: 'taskStart', time: 0, stageId: 1, stageAttemptId: 0, task })
  }
  for (let ended = 0; ended < 5; ended++) {
    const reason = { kind: 'Success' } as const
    const taskType = 'ResultTask'
    bus.post({ type: 'taskEnd', time: 0, stageId: 1, stageAttemptId: 0, taskType, task, reason })
  }
  await bus.drained()
  clock.advance(1_000)
  assert.is(lines.at(-1), '\r[Stage 1:=========>        (5 + 3) / 10]')
  bar.stop()
})

test('says nothing of a stage that is over at once, and cleans up after one that was shown', async () => {
  const { bus, clock, bar, lines } = watched()
  bus.post({ type: 'stageSubmitted', time: 0, stage: stageOf(1, 1), properties: {} })
  await bus.drained()
  clock.advance(400)
  assert.equal(lines, [])
  clock.advance(400)
  assert.is(lines.length, 2)
  bus.post({ type: 'stageCompleted', time: 0, stage: stageOf(1, 1) })
  await bus.drained()
  assert.is(lines.at(-1), `\r${' '.repeat(40)}\r`)
  bar.stop()
  assert.is(clock.pending, 0)
})

test.run()
