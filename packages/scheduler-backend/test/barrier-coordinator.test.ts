import { SimulatedClock } from '@firesteel/clock'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { BarrierCoordinator } from '../src/index.js'

const test = suite('barrier coordinator')

const rig = () => {
  const clock = new SimulatedClock()
  const coordinator = new BarrierCoordinator({ clock, timeoutMs: 1_000 })
  const come = (
    partitionId: number,
    more: { epoch?: number; kind?: 'barrier' | 'allGather' } = {},
  ) =>
    coordinator
      .sync({
        stageId: 1,
        stageAttemptId: 0,
        taskId: partitionId + 10,
        partitionId,
        numTasks: 2,
        epoch: 0,
        kind: 'allGather',
        message: `from ${partitionId}`,
        ...more,
      })
      .then(
        (messages) => messages.join(),
        (error: Error) => error.message,
      )
  return { clock, coordinator, come }
}

test('nobody goes on before all are there, and all get all messages by partition', async () => {
  const { come, coordinator } = rig()
  let isOver = false
  const one = come(1).then((text) => {
    isOver = true
    return text
  })
  await Promise.resolve()
  assert.is(isOver, false)
  assert.is(await come(0), 'from 0,from 1')
  assert.is(await one, 'from 0,from 1')
  const again = come(0, { epoch: 1 })
  assert.is(await come(1, { epoch: 1 }), 'from 0,from 1')
  assert.is(await again, 'from 0,from 1')
  coordinator.stageCompleted('1.0')
  assert.is(coordinator.size, 0)
})

test('who does not come in time is named', async () => {
  const { clock, come } = rig()
  const waiting = come(0)
  clock.advance(1_000)
  assert.match(
    await waiting,
    'after 1000 ms (spark.barrier.sync.timeout) partitions 1 have not come',
  )
})

test('a task that ends without coming frees those that wait for it, before or after', async () => {
  const { come, coordinator } = rig()
  const waiting = come(0)
  coordinator.taskEnded('1.0', 1)
  assert.match(await waiting, 'the task of partition 1 is over and will not come')
  assert.match(await come(0, { epoch: 1 }), 'the task of partition 1 is over')
})

test('different calls, and calls to a former meeting, are refused', async () => {
  const { come } = rig()
  const waiting = come(0)
  const other = come(1, { kind: 'barrier' })
  assert.match(await waiting, /partition 0 called allGather\(\).*partition 1 barrier\(\)/)
  assert.match(await other, 'all tasks must make the same calls')
  assert.match(await come(0), 'partition 0 came to meeting 0, the others are at 1')
})

test('when the stage is over nobody waits any more', async () => {
  const { come, coordinator } = rig()
  const waiting = come(0)
  coordinator.stageCompleted('1.0')
  assert.match(await waiting, 'the stage attempt is over')
})

test.run()
