import { readFileSync } from 'node:fs'
import { SparkConf } from '@firesteel/conf'
import { hasCode } from '@firesteel/errors'
import { suite, until } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { SparkContext } from '../../src/index.js'

const test = suite('failures on local[2]', { timeoutMs: 10_000 })
let sc: SparkContext

test.before(() => {
  const conf = new SparkConf([]).setMaster('local[2]').setAppName('failures')
  sc = new SparkContext(conf.set('spark.executor.memory', '256m').set('spark.log.level', 'OFF'))
})
test.after(() => sc.stop())

/** Where the first of these tests throws. */
const PLACE = `failures.test.ts:${
  readFileSync(new URL(import.meta.url), 'utf8')
    .split('\n')
    .findIndex((line) => /^\s+if \(n === 2\)/.test(line)) + 1
}`

async function failureOf(promise: Promise<unknown>): Promise<Error> {
  let value: unknown
  try {
    value = await promise
  } catch (error) {
    return error as Error
  }
  throw new Error(`expected a rejection, got ${JSON.stringify(value)}`)
}

/** What is still true after whatever went wrong. */
async function contextIsUsable(): Promise<void> {
  assert.is(
    await sc
      .range(0, 1_000, 1, 4)
      .map((n) => n + 1)
      .sum(),
    500_500,
  )
}

test("a task's error shows the user's own file and line, then stage, task and executor", async () => {
  const failure = await failureOf(
    sc
      .parallelize([1, 2, 3])
      .map((n) => {
        if (n === 2) throw new RangeError(`cannot take ${n}`)
        return n
      })
      .collect(),
  )
  assert.ok(hasCode(failure, 'JOB_FAILED'))
  const [first = '', second = ''] = failure.message.split('\n')

  assert.match(first, new RegExp(`^RangeError: cannot take 2 .*${PLACE}`))
  assert.match(second, /Task \d in stage \d+\.0 failed 1 times.*executor driver/)
  assert.match(String(failure.stack), PLACE)
  assert.instance(failure.cause, RangeError)
  await contextIsUsable()
})

test('what is thrown need not be an error', async () => {
  const failure = await failureOf(
    sc
      .parallelize([1])
      .map(() => {
        throw 'just a text'
      })
      .collect(),
  )
  assert.match(failure.message, 'just a text')
  await contextIsUsable()
})

test('a closure that cannot travel is refused on the driver, by name', async () => {
  const failure = await failureOf(
    (async () =>
      sc
        .parallelize([1])
        .map((n) => [n, sc.master] as const)
        .collect())(),
  )
  assert.match(failure.message, /SparkContext/)
  await contextIsUsable()
})

test('a runaway task can be cancelled, and its slot goes on', async () => {
  sc.setJobGroup('runaway', 'never ends', true)
  const running = failureOf(
    sc
      .parallelize([1, 2], 2)
      .map((n) => {
        while (n > 0);
        return n
      })
      .count(),
  )
  sc.clearJobGroup()
  const status = sc.statusTracker
  await until('both tasks run', () =>
    status
      .getJobIdsForGroup('runaway')
      .flatMap((jobId) => status.getJobInfo(jobId)?.stageIds ?? [])
      .some((stageId) => status.getStageInfo(stageId)?.activeTasks === 2),
  )
  await sc.cancelJobGroup('runaway')
  assert.match((await running).message, 'runaway')
  await contextIsUsable()
})

test('a task that fills its heap fails with advice', async () => {
  const failure = await failureOf(
    sc
      .parallelize([1], 1)
      .map((n) => {
        const kept: number[][] = []
        for (;;) kept.push(Array.from<number>({ length: 100_000 }).fill(kept.length + n / 2))
      })
      .count(),
  )
  assert.match(failure.message, 'spark.executor.memory')
  await contextIsUsable()
})

test('a task that calls process.exit fails, and nothing exits', async () => {
  const failure = await failureOf(
    sc.parallelize([1], 1).foreach(() => {
      process.exit(0)
    }),
  )
  assert.match(failure.message, 'process.exit(0)')
  await contextIsUsable()
})

test('what asynchronous code throws and nobody catches fails the task that waits for it', async () => {
  const failure = await failureOf(
    sc.parallelize([1], 1).foreachPartition(async () => {
      setTimeout(() => {
        throw new Error('nobody catches this')
      }, 0)
      await new Promise(() => {})
    }),
  )
  assert.match(failure.message, 'nobody catches this')
  await contextIsUsable()
})

test('a lost cached partition is computed again', async () => {
  const cached = sc
    .range(0, 100, 1, 2)
    .map((n) => n * 2)
    .cache()
  assert.is(await cached.sum(), 9_900)
  await failureOf(sc.parallelize([1, 2], 2).foreach(() => process.exit(1)))
  assert.is(await cached.sum(), 9_900)
})

test.run()
