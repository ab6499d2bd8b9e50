import { SparkConf } from '@firesteel/conf'
import { hasCode } from '@firesteel/errors'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { SparkContext, registerMasterScheme } from '../../src/index.js'

const test = suite('a context from its making to its end')
const local = (): SparkConf => new SparkConf([]).setMaster('local[1]').setAppName('life')
const thrownBy = (body: () => unknown): Error => {
  try {
    body()
  } catch (error) {
    return error as Error
  }
  throw new Error('expected an error')
}
const rejectionOf = async (promise: Promise<unknown>): Promise<Error> => {
  try {
    await promise
  } catch (error) {
    return error as Error
  }
  throw new Error('expected a rejection')
}

test('is made at once, from settings or from a master and a name', async () => {
  const sc = new SparkContext('local[2]', 'by name', new SparkConf([]))
  assert.is(sc.master, 'local[2]')
  assert.is(sc.appName, 'by name')
  await sc.ready
  assert.match(await sc.applicationId, /^local-\d+$/)
  assert.is(await sc.defaultParallelism, 2)
  await sc.stop()
})

test('says what it is, as Spark does', async () => {
  const before = Date.now()
  const sc = new SparkContext(local())
  assert.ok(sc.startTime >= before && sc.startTime <= Date.now())
  assert.match(sc.version, /^\d+\.\d+\.\d+/)
  assert.type(sc.sparkUser, 'string')
  assert.is(sc.isLocal, true)
  assert.is(sc.deployMode, 'client')
  assert.is(await sc.defaultMinPartitions, 1)
  assert.equal(sc.listFiles(), [])
  const heard: string[] = []
  const listener = { onJobStart: () => void heard.push('job') }
  sc.addSparkListener(listener)
  sc.removeSparkListener(listener)
  sc.removeSparkListener(listener)
  await sc.range(3).count()
  await sc.stop()
  assert.equal(heard, [])
})

test('needs a master and a name, and says how they are given', () => {
  const noMaster = thrownBy(() => new SparkContext(new SparkConf([]).setAppName('x')))
  assert.ok(hasCode(noMaster, 'CONTEXT_MISSING_SETTING'))
  assert.match(noMaster.message, /spark\.master/)
  const noName = thrownBy(() => new SparkContext(new SparkConf([]).setMaster('local')))
  assert.match(noName.message, /spark\.app\.name/)
  assert.ok(
    hasCode(
      thrownBy(() => new SparkContext(local().setMaster('yarn'))),
      'CONTEXT_MASTER_URL',
    ),
  )
})

test('that still looks for a Master stops at once when it is told to', async () => {
  // Nobody listens at port 1.
  const sc = new SparkContext(local().setMaster('spark://127.0.0.1:1'))
  const count = rejectionOf(sc.range(0, 3).count())
  await sc.stop()
  assert.ok(hasCode(await rejectionOf(sc.ready), 'CONTEXT_STOPPED'))
  assert.ok(hasCode(await count, 'CONTEXT_STOPPED'))
})

test('is alone in its process: a second one is told where the first was made', async () => {
  const first = new SparkContext(local())
  const second = thrownBy(() => new SparkContext(local()))
  assert.ok(hasCode(second, 'CONTEXT_EXISTS'))
  assert.match(second.message, /life-cycle\.test\.ts:\d+/)
  assert.is(SparkContext.getOrCreate(local()), first)
  await first.stop()
  const next = SparkContext.getOrCreate(local())
  assert.is.not(next, first)
  await next.stop()
})

test('can be stopped twice, and then says that it was and where', async () => {
  const sc = new SparkContext(local())
  const numbers = sc.range(3)
  await Promise.all([sc.stop(), sc.stop()])
  await sc.stop()
  assert.ok(sc.isStopped)
  for (const error of [
    thrownBy(() => sc.range(3)),
    await rejectionOf((async () => numbers.count())()),
  ]) {
    assert.ok(hasCode(error, 'CONTEXT_STOPPED'), error.message)
    assert.match(error.message, /life-cycle\.test\.ts:\d+/)
  }
})

test('ends the jobs that run when it is stopped', async () => {
  const sc = new SparkContext(local())
  const running = rejectionOf(
    sc.range(1).foreach(() => {
      for (;;);
    }),
  )
  await sc.ready
  await new Promise((resolve) => setImmediate(resolve))
  await sc.stop()
  assert.match((await running).message, 'SparkContext was shut down')
})

test('is stopped at the end of an await using block', async () => {
  let kept: SparkContext
  {
    await using sc = new SparkContext(local())
    kept = sc
    assert.is(await sc.range(10).sum(), 45)
  }
  assert.ok(kept.isStopped)
})

test('tells listeners of its beginning, its jobs and its end', async () => {
  const sc = new SparkContext(local())
  const heard: string[] = []
  sc.addSparkListener({ onEvent: ({ type }) => void heard.push(type) })
  await sc.range(4).count()
  await sc.stop()
  assert.is(heard.at(-1), 'applicationEnd')
  for (const type of ['applicationStart', 'jobStart', 'taskEnd', 'stageCompleted', 'jobEnd']) {
    assert.ok(heard.includes(type), type)
  }
})

test('carries the failure of its cluster in ready and in every action', async () => {
  registerMasterScheme('broken', {
    form: 'broken[]',
    start: () => Promise.reject(new Error('no machine today')),
  })
  const sc = new SparkContext(local().setMaster('broken[]'))
  const actions = [
    sc.ready,
    sc.range(0, 3, 1, 2).count(),
    sc.range(3).count(),
    sc.applicationId,
    sc.defaultParallelism,
  ]
  for (const error of await Promise.all(actions.map((action) => rejectionOf(action)))) {
    assert.match(error.message, 'no machine today')
  }
  await sc.stop()
})

test('runs a function on the partitions that it is asked for', async () => {
  await using sc = new SparkContext(local())
  const numbers = sc.range(0, 10, 1, 5)
  const sum = (records: Iterable<number>): number => [...records].reduce((a, b) => a + b, 0)
  assert.equal(await sc.runJob(numbers, sum), [1, 5, 9, 13, 17])
  assert.equal(await sc.runJob(numbers, sum, [3, 0]), [13, 1])
  assert.instance(await rejectionOf(sc.runJob(numbers, sum, [5])), RangeError)
})

test('carries local properties to its tasks, those of whoever asked', async () => {
  await using sc = new SparkContext(local())
  const seen = async (value: string): Promise<string | undefined> => {
    sc.setLocalProperty('who', value)
    await Promise.resolve()
    return sc.getLocalProperty('who')
  }
  assert.equal(await Promise.all([seen('a'), seen('b')]), ['a', 'b'])
})

test('refuses a setting that only datasets or slots read, where the context is made', async () => {
  for (const name of ['spark.rdd.kernel.enabled', 'spark.rdd.limit.scaleUpFactor']) {
    assert.throws(
      () => new SparkContext(local().set(name, 'perhaps')),
      (error: Error) => error.message.includes(name) && error.message.includes('perhaps'),
    )
  }
  await using sc = new SparkContext(local())
  assert.is(await sc.range(3).count(), 3)
})

test('says of a command that is not there that it is not there', async () => {
  await using sc = new SparkContext(local())
  const { message } = await rejectionOf(sc.range(1).pipe(['no-such-command', '-x']).collect())
  assert.match(
    message,
    'no-such-command -x could not be started: there is no such command on the PATH',
  )
})

test.run()
