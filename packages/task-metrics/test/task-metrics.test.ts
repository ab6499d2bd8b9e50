import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import {
  accumulableName,
  addTaskMetrics,
  emptyTaskMetrics,
  TASK_METRIC_NAMES,
} from '../src/index.js'

const test = suite('task metrics')

test('every field is encoded, once', () => {
  assert.equal([...TASK_METRIC_NAMES].sort(), Object.keys(emptyTaskMetrics()).sort())
})

test('no two fields have one name in Spark', () => {
  assert.is(new Set(TASK_METRIC_NAMES.map(accumulableName)).size, TASK_METRIC_NAMES.length)
})

test('a sum has what both cost', () => {
  const sum = { ...emptyTaskMetrics(), recordsRead: 2 }
  addTaskMetrics(sum, { ...emptyTaskMetrics(), recordsRead: 3, gcTimeMs: 5 })
  assert.equal(sum, { ...emptyTaskMetrics(), recordsRead: 5, gcTimeMs: 5 })
})

test.run()
