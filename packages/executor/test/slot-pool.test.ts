import { SystemClock } from '@firesteel/clock'
import { silentLogger } from '@firesteel/logging'
import { planMemory } from '@firesteel/memory'
import { blockName, rddBlock } from '@firesteel/storage'
import type { SlotTask, TaskOutcome } from '@firesteel/task/runtime'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { SlotPool } from '../src/slot-pool.js'

interface Context {
  pool: SlotPool
  blocks: [name: string, slot: number | undefined, memoryBytes: number][]
}

const test = suite<Context>('slot pool', { context: { pool: undefined as never, blocks: [] } })

test.before.each((context) => {
  context.blocks = []
  context.pool = new SlotPool({
    executorId: '0',
    host: 'localhost',
    port: 0,
    slots: 2,
    dirs: [],
    conf: {},
    memory: {
      ...planMemory({ memoryBytes: 2 ** 27, slots: 2, fraction: 0.6, storageFraction: 0.5 }),
      heap: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 8 },
    },
    killGraceMs: 20,
    clock: new SystemClock(),
    logger: silentLogger,
    threadMain: new URL('fixtures/acting-thread.mjs', import.meta.url),
    fetchRemote: () => Promise.reject(new Error('no other executor')),
    canCommit: () => Promise.resolve(true),
    compressBlocks: false,
    ids: () => 'one',
    onBlock: (id, slot, { memoryBytes }) => {
      context.blocks.push([blockName(id), slot, memoryBytes])
    },
  })
})
test.after.each(({ pool }) => pool.stop())

const BINARY = Buffer.from('the binary')
const taskOf = (
  taskId: number,
  act: string,
  binary: Uint8Array | undefined = BINARY,
): SlotTask => ({
  taskId,
  attemptNumber: 0,
  index: 0,
  partitionId: 0,
  stageId: 0,
  stageAttemptId: 0,
  jobId: 0,
  properties: {},
  binaryId: 'b',
  binary,
  partition: Buffer.from(act),
  inputs: new Uint8Array(0),
})
const run = (pool: SlotPool, slot: number, task: SlotTask): Promise<TaskOutcome> =>
  new Promise((resolve) => pool.run(slot, task, resolve))
const textOf = (outcome: TaskOutcome): string => {
  assert.is(outcome.state, 'FINISHED')
  return outcome.state === 'FINISHED' ? Buffer.from(outcome.value).toString() : ''
}
const failureOf = (
  outcome: TaskOutcome,
): { readonly code?: string | undefined; message: string } => {
  assert.is(outcome.state, 'FAILED')
  if (outcome.state === 'FINISHED' || outcome.reason.kind !== 'ExceptionFailure') {
    throw new Error(`expected an exception, found ${JSON.stringify(outcome)}`)
  }
  return outcome.reason.error
}
const FINISH_IN_0 = 'done in 0'

test('runs attempts in the slots they name, one after the other', async ({ pool }) => {
  const both = await Promise.all([
    run(pool, 0, taskOf(0, 'finish')),
    run(pool, 1, taskOf(1, 'finish')),
  ])
  assert.equal(both.map(textOf), [FINISH_IN_0, 'done in 1'])
  assert.is(textOf(await run(pool, 0, taskOf(2, 'finish'))), FINISH_IN_0)
})

test('attempts given to a busy slot run one after the other, each begun when the one before is over', async ({
  pool,
}) => {
  const said: string[] = []
  const launch = (taskId: number, act: string): Promise<TaskOutcome> =>
    new Promise((resolve) => {
      const ended = (outcome: TaskOutcome): void => {
        said.push(`${taskId} ${outcome.state}`)
        resolve(outcome)
      }
      pool.run(0, taskOf(taskId, act), ended, () => said.push(`${taskId} begins`))
    })
  const all = [launch(0, 'obey'), launch(1, 'exit'), launch(2, 'finish'), launch(3, 'finish')]
  assert.equal(pool.running, [0, 1, 2, 3])
  pool.kill(3, false, 'not needed')
  assert.equal(said, ['0 begins', '3 KILLED'])
  pool.kill(0, false, 'not needed')
  await Promise.all(all)
  const rest = ['0 KILLED', '1 begins', '1 FAILED', '2 begins', '2 FINISHED']
  assert.equal(said.slice(2), rest)
  assert.equal(pool.running, [])
})

test('a kill without interrupt ends a task that looks at its flag', async ({ pool }) => {
  const ended = run(pool, 0, taskOf(0, 'obey'))
  pool.kill(0, false, 'not needed')
  assert.equal((await ended).state, 'KILLED')
})

test('a kill with interrupt ends a task that looks at nothing, and frees its slot', async ({
  pool,
}) => {
  const ended = run(pool, 0, taskOf(0, 'spin'))
  const other = run(pool, 1, taskOf(1, 'obey'))
  pool.kill(0, true, 'stage cancelled')
  const outcome = await ended
  assert.equal(outcome.state === 'KILLED' && outcome.reason, {
    kind: 'TaskKilled',
    reason: 'stage cancelled',
  })
  assert.is(textOf(await run(pool, 0, taskOf(2, 'finish'))), FINISH_IN_0)
  assert.equal(pool.running, [1])
  pool.kill(1, false, 'done')
  await other
})

test('a kill of an attempt that is over harms the next one not', async ({ pool }) => {
  await run(pool, 0, taskOf(0, 'finish'))
  const next = run(pool, 0, taskOf(1, 'obey'))
  pool.kill(0, true, 'too late')
  pool.kill(1, false, 'now')
  assert.is((await next).state, 'KILLED')
})

test('a task that fills its heap fails with advice, and nothing else does', async ({ pool }) => {
  const other = run(pool, 1, taskOf(1, 'obey'))
  const failure = failureOf(await run(pool, 0, taskOf(0, 'fill')))
  assert.is(failure.code, 'EXECUTOR_SLOT_OUT_OF_MEMORY')
  assert.match(failure.message, 'spark.executor.memory')
  assert.match(failure.message, /partition \d+ of stage \d+, attempt \d+/)
  assert.match(failure.message, /tables and buffers had 0\.0 MiB/)
  assert.is(textOf(await run(pool, 0, taskOf(2, 'finish'))), FINISH_IN_0)
  pool.kill(1, false, 'done')
  assert.is((await other).state, 'KILLED')
})

test('a task that calls process.exit fails and says so', async ({ pool }) => {
  const failure = failureOf(await run(pool, 0, taskOf(0, 'exit')))
  assert.is(failure.code, 'EXECUTOR_SLOT_LOST')
  assert.match(failure.message, 'process.exit(3)')
})

test('an uncaught error of asynchronous code fails the task that runs', async ({ pool }) => {
  const failure = failureOf(await run(pool, 0, taskOf(0, 'leak')))
  assert.is(failure.code, 'EXECUTOR_UNCAUGHT')
  assert.match(failure.message, 'left behind')
})

test('remembers the binary that an earlier attempt brought, for every slot', async ({ pool }) => {
  await run(pool, 0, taskOf(0, 'finish'))
  const { binary: _without, ...task } = taskOf(1, 'binary')
  assert.is(textOf(await run(pool, 1, task)), 'the binary')
})

test('gives out a cached partition while its slot is idle', async ({ pool, blocks }) => {
  const read = async (): Promise<string | undefined> => {
    const found = await pool.blocks.forOthers(rddBlock(7, 0))
    return found?.kind === 'runs' ? Buffer.concat(found.runs).toString() : undefined
  }
  assert.is(await read(), undefined)
  await run(pool, 1, taskOf(0, 'cache'))
  assert.equal(blocks, [['rdd_7_0', 1, 10]])
  assert.is(await read(), 'block of 1')
  const busy = run(pool, 1, taskOf(1, 'obey'))
  assert.is(await read(), undefined)
  pool.kill(1, false, 'done')
  await busy
})

test('tells which cached partitions were lost with a thread', async (context) => {
  const { pool } = context
  await run(pool, 1, taskOf(0, 'cache'))
  await run(pool, 1, taskOf(1, 'exit'))
  assert.equal(context.blocks.at(-1), ['rdd_7_0', 1, 0])
  assert.is(await pool.blocks.forOthers(rddBlock(7, 0)), undefined)
})

test.run()
