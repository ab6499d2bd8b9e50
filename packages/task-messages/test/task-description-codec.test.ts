import { suite } from '@firesteel/testkit'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { decodeTaskDescription, encodeTaskDescription } from '../src/index.js'
import { aTask, anyTask } from './fixtures.js'

const test = suite('task-messages: task description as bytes')

test('comes back as it was, whatever its texts, numbers and bytes are', () => {
  fc.assert(
    fc.property(anyTask, (task) => {
      assert.equal(decodeTaskDescription(encodeTaskDescription(task)), task)
    }),
  )
})

test('keeps its bytes from one version to the next', () => {
  assert.is(
    Buffer.from(encodeTaskDescription(aTask())).toString('hex'),
    [
      '01', // format
      'ac02', // taskId 300
      '01', // attemptNumber
      '0230', // executorId '0'
      '02', // slot
      '2a7461736b20332e3120696e20737461676520342e30', // name
      '0303040001', // index, partition, stage, stage attempt, job
      '01', // cpus
      '01', // one property
      `2a${Buffer.from('spark.job.description').toString('hex')}`,
      '0ac3bc626572', // 'über'
      '046231', // binaryId
      '0103010203', // the binary is there, 3 bytes
      '0109', // partition
      '00', // inputs
    ].join(''),
  )
})

test('has no binary when none was attached', () => {
  const { binary: _, ...bare } = aTask()
  const decoded = decodeTaskDescription(encodeTaskDescription(bare))
  assert.is('binary' in decoded, false)
})

test('has byte fields with buffers of their own, so that they can be moved to a thread', () => {
  const frame = Buffer.concat([Buffer.alloc(100), encodeTaskDescription(aTask())]).subarray(100)
  const task = decodeTaskDescription(frame)
  assert.is(task.partition.buffer.byteLength, 1)
  assert.is(task.binary?.buffer.byteLength, 3)
})

test('keeps a property that is called __proto__', () => {
  const properties = Object.fromEntries([['__proto__', 'x']])
  const decoded = decodeTaskDescription(encodeTaskDescription(aTask({ properties })))
  assert.equal(Object.entries(decoded.properties), [['__proto__', 'x']])
})

test('refuses every prefix of itself, and bytes that follow it', () => {
  const bytes = encodeTaskDescription(aTask())
  for (let length = 0; length < bytes.length; length++) {
    assert.throws(
      () => decodeTaskDescription(bytes.subarray(0, length)),
      (error: { code?: string }) => error.code === 'TASK_CODEC',
      `a prefix of ${length} bytes`,
    )
  }
  assert.throws(
    () => decodeTaskDescription(Uint8Array.of(...bytes, 0)),
    /task description cannot be read: 1 bytes are left over/,
  )
})

test('never answers mutated bytes with anything but a task or TASK_CODEC', () => {
  const bytes = encodeTaskDescription(aTask())
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, value) => {
      const mutated = Uint8Array.from(bytes)
      mutated[at] = value
      try {
        assert.type(decodeTaskDescription(mutated).taskId, 'number')
      } catch (error) {
        assert.is((error as { code?: string }).code, 'TASK_CODEC')
      }
    }),
  )
})

test('refuses another format by its number', () => {
  const bytes = Uint8Array.from(encodeTaskDescription(aTask()))
  bytes[0] = 7
  assert.throws(() => decodeTaskDescription(bytes), /format 7, expected 1/)
})

test('cannot be made of numbers that are not whole', () => {
  assert.throws(() => encodeTaskDescription(aTask({ slot: -1 })), /whole number/)
  assert.throws(() => encodeTaskDescription(aTask({ taskId: 0.5 })), /whole number/)
})

test.run()
