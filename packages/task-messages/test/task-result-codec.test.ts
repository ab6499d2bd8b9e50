import { toWireError } from '@firesteel/errors'
import { suite } from '@firesteel/testkit'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import {
  decodeMapStatus,
  decodeTaskResult,
  emptyTaskMetrics,
  encodeMapStatus,
  encodeTaskResult,
} from '../src/index.js'
import type { TaskFailedReason } from '../src/index.js'
import { anyBytes, anyMapStatus, anyMetrics, anyText } from './fixtures.js'

const test = suite('task-messages: task result as bytes')

test('a success comes back with its value, metrics and map status', () => {
  fc.assert(
    fc.property(
      anyBytes,
      anyMetrics,
      fc.option(anyMapStatus, { nil: undefined }),
      (value, metrics, mapStatus) => {
        const result = { state: 'FINISHED', value, metrics } as const
        const sent = mapStatus === undefined ? result : { ...result, mapStatus }
        assert.equal(decodeTaskResult(encodeTaskResult(sent)), sent)
      },
    ),
  )
})

test('a failure comes back with its reason', () => {
  const reasons: TaskFailedReason[] = [
    { kind: 'Resubmitted' },
    {
      kind: 'FetchFailed',
      location: { executorId: '1', host: 'h', port: 1, dirs: ['/a'] },
      shuffleId: 1,
      mapId: -1,
      mapIndex: -1,
      reduceId: 2,
      message: 'gone',
    },
    { kind: 'ExceptionFailure', error: toWireError(new RangeError('x', { cause: 'y' })) },
    { kind: 'TaskResultLost' },
    { kind: 'TaskKilled', reason: 'stage cancelled' },
    { kind: 'TaskCommitDenied', jobId: 1, partitionId: 2, attemptNumber: 3 },
    { kind: 'ExecutorLostFailure', executorId: '1', exitCausedByApp: true, reason: 'r' },
    { kind: 'UnknownReason' },
  ]
  for (const reason of reasons) {
    const result = { state: 'FAILED', reason, metrics: emptyTaskMetrics() } as const
    assert.equal(decodeTaskResult(encodeTaskResult(result)), result)
  }
})

test('a failure keeps every text, lone surrogates included', () => {
  fc.assert(
    fc.property(anyText, (reason) => {
      const result = {
        state: 'KILLED',
        reason: { kind: 'TaskKilled', reason },
        metrics: emptyTaskMetrics(),
      } as const
      assert.equal(decodeTaskResult(encodeTaskResult(result)), result)
    }),
  )
})

test('keeps its bytes from one version to the next', () => {
  const result = {
    state: 'FINISHED',
    value: Uint8Array.of(5),
    mapStatus: {
      shuffleId: 1,
      mapId: 2,
      mapIndex: 3,
      location: { executorId: '4', host: 'h', port: 80, dirs: ['/d'] },
      sizes: Float64Array.of(0, 200),
    },
    metrics: { ...emptyTaskMetrics(), executorRunTimeMs: 1 },
  } as const
  assert.is(
    Buffer.from(encodeTaskResult(result)).toString('hex'),
    [
      '0100', // format, FINISHED
      '01', // one metric
      '013ff0000000000000', // the second, 1
      '01', // a map status
      '010203', // shuffle, attempt, partition
      '0234', // executor '4'
      '0268', // host 'h'
      '50', // port
      '0101042f64', // one directory, '/d'
      '0200c801', // two sizes: 0, 200
      '0105', // the value
      '00', // no accumulators
    ].join(''),
  )
})

test('skips a metric of a newer sender that this version does not know', () => {
  const bytes = encodeTaskResult({
    state: 'FINISHED',
    value: new Uint8Array(),
    metrics: { ...emptyTaskMetrics(), executorDeserializeTimeMs: 7 },
  })
  // format, state, count; then place and float of the one metric.
  const [head, metric, tail] = [bytes.subarray(0, 2), bytes.subarray(3, 12), bytes.subarray(12)]
  const unknown = Uint8Array.of(100, ...new Uint8Array(8))
  const grown = Uint8Array.of(...head, 2, ...unknown, ...metric, ...tail)
  assert.equal(decodeTaskResult(grown).metrics, decodeTaskResult(bytes).metrics)
  assert.is(decodeTaskResult(grown).metrics.executorDeserializeTimeMs, 7)
})

test('refuses a reason that this version does not know', () => {
  const result = {
    state: 'FAILED',
    reason: { kind: 'TaskResultLost' },
    metrics: emptyTaskMetrics(),
  } as const
  const text = Buffer.from(encodeTaskResult(result)).toString('latin1')
  const other = Buffer.from(text.replace('TaskResultLost', 'TaskResultLast'), 'latin1')
  assert.throws(() => decodeTaskResult(other), /its reason is none that this version knows/)
})

test('refuses every prefix of itself', () => {
  const bytes = encodeTaskResult({
    state: 'FAILED',
    reason: { kind: 'TaskKilled', reason: 'x' },
    metrics: emptyTaskMetrics(),
  })
  for (let length = 0; length < bytes.length; length++) {
    assert.throws(
      () => decodeTaskResult(bytes.subarray(0, length)),
      (error: { code?: string }) => error.code === 'TASK_CODEC',
    )
  }
})

test('a map status alone comes back as it was', () => {
  fc.assert(
    fc.property(anyMapStatus, (status) => {
      assert.equal(decodeMapStatus(encodeMapStatus(status)), status)
    }),
  )
})

test('a forged count of sizes is refused without being allocated', () => {
  const status = encodeMapStatus({
    shuffleId: 0,
    mapId: 0,
    mapIndex: 0,
    location: { executorId: '', host: '', port: 0 },
    sizes: new Float64Array(),
  })
  const forged = Uint8Array.of(...status.subarray(0, -1), 0xff, 0xff, 0xff, 0xff, 0x7f)
  assert.throws(() => decodeMapStatus(forged), /cut off/)
})

test.run()
