import { existsSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, tmpDir } from '@firesteel/testkit'
import { TaskContext } from '@firesteel/rdd-core'
import * as assert from 'uvu/assert'
import type { TaskFailure, TaskNotSucceeded } from '../src/index.js'
import { namingFullDisk } from '../src/slot/full-disk.js'
import { failureReason } from '../src/slot/outcome-of.js'
import { OneProcess } from './one-process.js'

const test = suite('task: outcomes')

async function reasonOf(sc: OneProcess, job: Promise<unknown>): Promise<TaskFailure> {
  await job.then(
    () => assert.unreachable('the job succeeded'),
    () => undefined,
  )
  return (sc.outcomes.at(-1) as TaskNotSucceeded).reason
}

function linkOf(fd: string): string | undefined {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`)
  } catch {
    return undefined
  }
}

test('an exception carries its kind, its message and the line of the user', async () => {
  const sc = new OneProcess(tmpDir())
  const reason = await reasonOf(
    sc,
    sc
      .parallelize([1], 1)
      .map((x) => {
        if (x > 0) throw new RangeError('too large')
        return x
      })
      .collect(),
  )
  assert.is(reason.kind, 'ExceptionFailure')
  if (reason.kind !== 'ExceptionFailure') return
  assert.is(reason.error.name, 'RangeError')
  assert.is(reason.error.message, 'too large')
  assert.match(reason.userFrame ?? '', /outcomes\.test\.ts:\d+:\d+$/)
})

test('a record that cannot travel, or be a key, names the call that made it', async () => {
  const sc = new OneProcess(tmpDir())
  const numbers = sc.parallelize([1], 1)
  for (const [job, said] of [
    [
      () =>
        numbers
          .map((x) => [new Map(), x])
          .groupByKey()
          .collect(),
      /^map at .*outcomes\.test\.ts:\d+: cannot be a key: key is a Map; take /,
    ],
    [
      () => numbers.groupBy(() => new Set()).collect(),
      /^groupBy at .*outcomes\.test\.ts:\d+: cannot be a key: key is a Set; take /,
    ],
    [
      () => numbers.map((x) => Promise.resolve(x) as unknown as number).collect(),
      /^map at .*outcomes\.test\.ts:\d+: cannot be serialized: row: a Promise; await it, in mapAsync/,
    ],
  ] as const) {
    const reason = await reasonOf(sc, job())
    assert.match(reason.kind === 'ExceptionFailure' ? reason.error.message : reason.kind, said)
  }
})

test('an attempt that may not commit its output ends as denied and leaves nothing', async () => {
  const dir = tmpDir()
  const sc = new OneProcess(dir)
  sc.mayCommit = false
  const out = join(dir, 'out')
  const reason = await reasonOf(sc, sc.parallelize([1], 1).saveAsTextFile(out))
  assert.equal(reason, { kind: 'TaskCommitDenied', jobId: 0, partitionId: 0, attemptNumber: 0 })
  assert.not(existsSync(join(out, 'part-00000')))
  sc.mayCommit = true
  await sc.parallelize([1], 1).saveAsTextFile(join(dir, 'again'))
  assert.equal(readdirSync(join(dir, 'again')).sort(), ['_SUCCESS', 'part-00000'])
})

test('a full disk is named with its directories, unless the error names its file', () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
    code: 'ENOSPC',
  })
  const said = namingFullDisk(full, ['/first', '/second']) as Error
  assert.match(said.message, /^ENOSPC.*\(\/first, \/second\).*spark\.local\.dir$/)
  assert.is(said.cause, full)
  const named = Object.assign(new Error('full'), { code: 'ENOSPC', path: '/out' })
  assert.is(namingFullDisk(named, ['/first']), named)
})

test('an error whose stack is no text fails its task like any other', () => {
  const odd = Object.assign(new Error('odd'), { stack: {} })
  const { reason } = failureReason(odd, { killed: false, fetchFailure: undefined })
  assert.is(reason.kind === 'ExceptionFailure' ? reason.error.message : reason.kind, 'odd')
})

test('a task that was called off ends as killed, whatever was thrown', async () => {
  const sc = new OneProcess(tmpDir())
  sc.killFlag[0] = 1
  const killed = { kind: 'TaskKilled', reason: 'killed' }
  assert.equal(await reasonOf(sc, sc.parallelize([1], 1).collect()), killed)
  sc.killFlag[0] = 0
  assert.equal(await sc.parallelize([1], 1).collect(), [1])
  const known = { killed: true, fetchFailure: undefined }
  assert.equal(failureReason(new Error('cleaning up failed'), known), {
    state: 'KILLED',
    reason: killed,
  })
})

test('a shuffle that cannot be read is a fetch failure, even when the user hides it', async () => {
  const sc = new OneProcess(tmpDir())
  const counts = sc
    .parallelize(['a', 'b'], 2)
    .map((word) => [word, 1])
    .reduceByKey((a, b) => a + b, 1)
  assert.is(await counts.count(), 2)
  const hidden = counts.mapPartitions(function* (values) {
    try {
      for (const value of values) yield value
    } catch {
      throw new Error('something else')
    }
  })
  sc.location.dirs[0] = '/nowhere'
  const reason = await reasonOf(sc, hidden.collect())
  assert.is(reason.kind, 'FetchFailed')
  if (reason.kind !== 'FetchFailed') return
  assert.is(reason.shuffleId, 0)
  assert.ok(reason.mapIndex >= 0)
  assert.is(reason.location?.executorId, '0')
})

test('blocks of other hosts are fetched, in one request per executor', async () => {
  const dir = tmpDir()
  const { findShuffleSegment, readSegment } = await import('@firesteel/shuffle')
  const { parseBlockName } = await import('@firesteel/storage')
  const sc = new OneProcess(dir, (blockIds) =>
    blockIds.map((name) => {
      const id = parseBlockName(name)
      if (id.kind !== 'shuffle') throw new Error(`unexpected ${name}`)
      const segment = findShuffleSegment([dir], id.shuffleId, id.mapId, id.reduceId)
      return readSegment(segment as NonNullable<typeof segment>) as Uint8Array
    }),
  )
  sc.remote = true
  const counts = sc
    .range(0, 1_000, 1, 4)
    .map((x) => [x % 10, 1])
    .reduceByKey((a, b) => a + b, 1)
  assert.is(await counts.values().sum(), 1_000)
  assert.is(sc.fetches, 1)
  const { metrics } = sc.outcomes.at(-1) as { metrics: { shuffleReadRemoteBytes: number } }
  assert.ok(metrics.shuffleReadRemoteBytes > 0)
})

test('an executor that does not answer is a fetch failure', async () => {
  const sc = new OneProcess(tmpDir())
  sc.remote = true
  const grouped = sc.parallelize([[1, 2]] as const, 1).groupByKey(1)
  const reason = await reasonOf(sc, grouped.collect())
  assert.is(reason.kind, 'FetchFailed')
  assert.match((reason as { message: string }).message, /connection refused/)
})

test('a task without its binary, in a slot that never saw it, says so', async () => {
  const sc = new OneProcess(tmpDir())
  const bytes = new Uint8Array()
  const outcome = await sc.slot.run({
    taskId: 1,
    attemptNumber: 0,
    index: 0,
    partitionId: 0,
    stageId: 0,
    stageAttemptId: 0,
    jobId: 0,
    properties: {},
    binaryId: 'unknown',
    partition: bytes,
    inputs: bytes,
  })
  assert.is(outcome.state, 'FAILED')
  const { reason } = outcome as TaskNotSucceeded
  assert.is(reason.kind === 'ExceptionFailure' && reason.error.code, 'TASK_BINARY_UNKNOWN')
})

test('a closure knows its task', async () => {
  const sc = new OneProcess(tmpDir())
  const seen = await sc
    .parallelize([0, 0, 0], 3)
    .map(() => {
      const context = TaskContext.get()
      return [context?.partitionId, context?.attemptNumber, context?.executorId]
    })
    .collect()
  assert.equal(seen, [
    [0, 0, '0'],
    [1, 0, '0'],
    [2, 0, '0'],
  ])
  assert.is(TaskContext.get(), undefined)
})

test('a cached partition is told of once and read the next time', async () => {
  const sc = new OneProcess(tmpDir())
  const rdd = sc
    .range(0, 10, 1, 2)
    .map(() => Math.random())
    .cache()
  const first = await rdd.collect()
  assert.equal([...sc.blocks.heap.keys()], [`rdd_${rdd.id}_0`, `rdd_${rdd.id}_1`])
  assert.equal(await rdd.collect(), first)
  assert.ok(sc.slot.encodeBlock(rdd.id, 0) !== undefined)
  await rdd.unpersist()
  assert.is(sc.slot.encodeBlock(rdd.id, 0), undefined)
})

test('a persisted dataset does without the shuffle behind it', async () => {
  const sc = new OneProcess(tmpDir())
  const sums = sc
    .range(0, 100, 1, 2)
    .map((x) => [x % 3, x])
    .reduceByKey((a, b) => a + b, 2)
    .cache()
  const first = await sums.collectAsMap()
  for (const mapIndex of [0, 1]) sc.tracker.unregisterMapOutput(0, mapIndex, sc.location)
  assert.equal(await sums.mapValues((x) => x).collectAsMap(), first)
})

test('an Rdd in a closure is refused, by its name', async () => {
  const sc = new OneProcess(tmpDir())
  const other = sc.parallelize([1])
  let message = ''
  await sc
    .parallelize([1], 1)
    .map((x) => x + other.id)
    .collect()
    .catch((error: Error) => (message = error.message))
  assert.match(message, /not serializable/i)
  assert.match(message, /variable other/)
  assert.match(message, /lives on the driver/)
})

test('what a task wrote for itself is gone when it is over', async () => {
  const dir = tmpDir()
  const sc = new OneProcess(dir)
  await sc
    .parallelize([1, 2, 3], 2)
    .map((x) => [x, x])
    .reduceByKey((a, b) => a + b)
    .collect()
  const names = readdirSync(dir, { recursive: true }).map(String)
  assert.equal(
    names.filter((name) => /temp|tmp/.test(name)),
    [],
  )
})

test('a file that a closure stopped reading is closed', async () => {
  const dir = tmpDir()
  const path = join(dir, 'text.txt')
  writeFileSync(path, 'a\nb\nc\n')
  const sc = new OneProcess(dir)
  const openFiles = () => readdirSync('/proc/self/fd').filter((fd) => linkOf(fd) === path).length
  const rows = await sc
    .textFile(path, 1)
    .mapPartitions((lines) => [lines.next().value as string])
    .collect()
  assert.equal(rows, ['a'])
  if (existsSync('/proc/self/fd')) assert.is(openFiles(), 0)
})

test('metrics say what was read and written', async () => {
  const sc = new OneProcess(tmpDir())
  const rdd = sc
    .range(0, 1_000, 1, 1)
    .map((x) => [x % 7, x])
    .reduceByKey((a, b) => a + b, 1)
  await rdd.count()
  const [map, reduce] = sc.outcomes
  assert.is(map?.metrics.shuffleWriteRecords, 7)
  assert.ok((map?.metrics.shuffleWriteBytes ?? 0) > 0)
  assert.is(reduce?.metrics.shuffleReadRecords, 7)
  assert.is(reduce?.metrics.shuffleReadLocalBytes, map?.metrics.shuffleWriteBytes)
})

test.run()
