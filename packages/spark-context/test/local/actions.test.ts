import { SparkConf } from '@firesteel/conf'
import { hasCode } from '@firesteel/errors'
import { suite, until } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { SparkContext } from '../../src/index.js'

const test = suite('actions on local[2]', { timeoutMs: 20_000 })
let sc: SparkContext

test.before(() => {
  sc = new SparkContext(new SparkConf([]).setMaster('local[2]').setAppName('actions'))
})
test.after(() => sc.stop())

const rejectionOf = async (promise: PromiseLike<unknown>): Promise<Error> => {
  try {
    await promise
  } catch (error) {
    return error as Error
  }
  throw new Error('expected a rejection')
}

/** Listeners hear of things in order: once they heard of this job, they heard of all before it. */
async function heardOfAll(): Promise<void> {
  let heard = false
  const forget = sc.addSparkListener({
    onJobStart: ({ stages }) => void (heard ||= stages[0]?.name.includes('isEmpty') === true),
  })
  await sc.range(0, 1).isEmpty()
  await until('they heard', () => heard)
  forget()
}

/** A dataset whose second partition is never done. */
const halfEndless = () =>
  sc.range(0, 2, 1, 2).flatMap(function* (partition) {
    yield* [1, 2, 3]
    for (; partition === 1; ) yield 4
  })

test('an action on nothing fails with the frames of who asked for it', async () => {
  const none = sc.parallelize<number>([], 2)
  const asked = [() => none.first(), () => none.min(), () => none.reduce((a) => a)]
  for (const ask of asked) {
    const failure = await rejectionOf(ask())
    assert.ok(hasCode(failure, 'RDD_EMPTY'))
    assert.match(failure.stack ?? '', /actions\.test\.ts:\d+/)
  }
})

test('an approximate answer comes in its time, with bounds, and the job goes on', async () => {
  const stopAll = async (): Promise<void> => sc.cancelAllJobs()
  const dataset = halfEndless()
  let merged = 0
  const forget = sc.addSparkListener({ onTaskEnd: () => void merged++ })
  // The time is over once the first partition is there, however slow the machine is.
  const { initialValue, isInitialValueFinal, finalValue } = await (async () => {
    for (let timeoutMs = 200; ; timeoutMs *= 2) {
      const partial = await dataset.countApprox(timeoutMs)
      if (partial.initialValue.mean > 0) return partial
      await stopAll()
    }
  })()
  assert.is(isInitialValueFinal, false)
  // Half of the partitions are seen, with 3 records: 6 are expected.
  assert.is(initialValue.mean, 6)
  assert.is(initialValue.confidence, 0.95)
  assert.ok(initialValue.low >= 3 && initialValue.low < 6 && initialValue.high > 6)
  await stopAll()
  assert.ok(hasCode(await rejectionOf(finalValue), 'JOB_CANCELLED'))
  forget()
})

test('a handler hears of the end of an approximate job once', async () => {
  const partial = await sc.range(0, 10).countApprox(60_000)
  const heard = await new Promise((resolve) => partial.onComplete(resolve))
  assert.equal(heard, partial.initialValue)
})

test('an action that is called off ends its job, and says whose will that was', async () => {
  const action = halfEndless().collectAsync()
  await until('it runs', () => action.jobIds.length === 1)
  action.cancel()
  assert.is(action.isCancelled, true)
  const failure = await rejectionOf(action)
  assert.ok(hasCode(failure, 'JOB_CANCELLED'))
  assert.is(failure.message, `Job ${action.jobIds[0]} cancelled because its action was cancelled`)
  await until('its tasks end', () => sc.statusTracker.getActiveStageIds().length === 0)
  assert.is(await sc.range(0, 10, 1, 2).count(), 10)
})

test('what is called off and forgotten disturbs nobody', async () => {
  halfEndless().countAsync().cancel('because nobody wants it')
  assert.is(await sc.range(0, 10, 1, 2).count(), 10)
})

test('a local iterator runs one job per partition, and none that is not read', async () => {
  let jobs = 0
  const forget = sc.addSparkListener({
    onJobStart: ({ stages }) => void (jobs += Number(stages[0]?.name.includes('toLocalIterator'))),
  })
  for await (const row of sc.range(0, 100, 1, 10).toLocalIterator()) if (row === 15) break
  await until('both jobs are told', () => jobs === 2)
  await heardOfAll()
  assert.is(jobs, 2)
  forget()
})

test('lookup computes one partition of what is partitioned by key', async () => {
  const pairs = sc.range(0, 100, 1, 4).map((n): [number, number] => [n % 10, n])
  const parted = pairs.partitionBy(5)
  const tasks: number[] = []
  const forget = sc.addSparkListener({
    onStageSubmitted: ({ stage }) => {
      if (stage.name.includes('lookup')) tasks.push(stage.numTasks)
    },
  })
  assert.is((await parted.lookup(7)).length, 10)
  await heardOfAll()
  assert.equal(tasks, [1])
  forget()
})

test.run()
