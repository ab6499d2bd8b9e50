import { SparkConf } from '@firesteel/conf'
import { suite } from '@firesteel/testkit'
import { tmpdir } from 'node:os'
import * as assert from 'uvu/assert'
import { defaultMemoryMb, workerOptionsFrom } from '../src/index.js'

const test = suite('worker: settings')

test("the defaults are Spark's", () => {
  assert.equal(workerOptionsFrom(new SparkConf()), {
    timeoutMs: 60_000,
    cleanup: { enabled: false, intervalMs: 1_800_000, ttlMs: 604_800_000 },
    retainedExecutors: 1_000,
    retainedDrivers: 1_000,
    stateSync: { maxAttempts: 5, timeoutMs: 10_000 },
    executorTerminateTimeoutMs: 10_000,
    driverTerminateTimeoutMs: 10_000,
    shutdownDeadlineMs: 10_000,
    nodeOptions: [],
    workDir: 'work',
    localDirs: [tmpdir()],
  })
})

test('SPARK_LOCAL_DIRS wins over spark.local.dir', () => {
  const conf = new SparkConf({ 'spark.local.dir': '/a, /b' })
  assert.equal(workerOptionsFrom(conf).localDirs, ['/a', '/b'])
  assert.equal(workerOptionsFrom(conf, { SPARK_LOCAL_DIRS: '/c,/d' }).localDirs, ['/c', '/d'])
})

test('options of node are separated by blanks', () => {
  const conf = new SparkConf({ 'spark.worker.executor.nodeOptions': ' --a=1  --b ' })
  assert.equal(workerOptionsFrom(conf).nodeOptions, ['--a=1', '--b'])
})

test('a timeout of nothing is refused', () => {
  assert.throws(
    () => workerOptionsFrom(new SparkConf({ 'spark.worker.timeout': '0' })),
    /spark\.worker\.timeout is '0', expected more than 0/,
  )
})

test('the memory to give is what there is less 1 GiB, at least 1 GiB', () => {
  const gib = 1024 ** 3
  assert.is(defaultMemoryMb(8 * gib, 0), 7 * 1024)
  assert.is(defaultMemoryMb(8 * gib, 4 * gib), 3 * 1024)
  assert.is(defaultMemoryMb(8 * gib, 2 ** 60), 7 * 1024)
  assert.is(defaultMemoryMb(gib, 0), 1_024)
})

test.run()
