import fc from 'fast-check'
import { emptyTaskMetrics, TASK_METRIC_NAMES } from '../src/index.js'
import type { BlockLocation, MapStatus, TaskDescription, TaskMetrics } from '../src/index.js'

/** Any text, lone surrogates included. */
export const anyText = fc
  .string({ unit: 'binary', maxLength: 40 })
  .chain((text) => fc.boolean().map((broken) => (broken ? `${text}\ud800` : text)))
export const anyBytes = fc.uint8Array({ maxLength: 300 })
export const anyCount = fc.oneof(fc.maxSafeNat(), fc.nat(300))

export const anyTask: fc.Arbitrary<TaskDescription> = fc
  .record(
    {
      taskId: anyCount,
      attemptNumber: anyCount,
      executorId: anyText,
      slot: anyCount,
      name: anyText,
      index: anyCount,
      partitionId: anyCount,
      stageId: anyCount,
      stageAttemptId: anyCount,
      jobId: anyCount,
      cpus: anyCount,
      properties: fc.dictionary(anyText, anyText, { noNullPrototype: true }),
      binaryId: anyText,
      partition: anyBytes,
      inputs: anyBytes,
    },
    { noNullPrototype: true },
  )
  .chain((task) =>
    fc
      .option(anyBytes, { nil: undefined })
      .map((binary) => (binary === undefined ? task : { ...task, binary })),
  )

export const anyLocation: fc.Arbitrary<BlockLocation> = fc
  .record({ executorId: anyText, host: anyText, port: fc.nat(65_535) }, { noNullPrototype: true })
  .chain((location) =>
    fc
      .option(fc.array(anyText, { maxLength: 3 }), { nil: undefined })
      .map((dirs) => (dirs === undefined ? location : { ...location, dirs })),
  )

export const anyMapStatus: fc.Arbitrary<MapStatus> = fc.record(
  {
    shuffleId: anyCount,
    mapId: anyCount,
    mapIndex: anyCount,
    location: anyLocation,
    sizes: fc.array(anyCount, { maxLength: 50 }).map((sizes) => Float64Array.from(sizes)),
  },
  { noNullPrototype: true },
)

export const anyMetrics: fc.Arbitrary<TaskMetrics> = fc
  .array(fc.double(), { minLength: TASK_METRIC_NAMES.length, maxLength: TASK_METRIC_NAMES.length })
  .map((values) => {
    const metrics = emptyTaskMetrics()
    TASK_METRIC_NAMES.forEach((name, index) => (metrics[name] = values[index] ?? 0))
    return metrics
  })

export const aTask = (changes: Partial<TaskDescription> = {}): TaskDescription => ({
  taskId: 300,
  attemptNumber: 1,
  executorId: '0',
  slot: 2,
  name: 'task 3.1 in stage 4.0',
  index: 3,
  partitionId: 3,
  stageId: 4,
  stageAttemptId: 0,
  jobId: 1,
  cpus: 1,
  properties: { 'spark.job.description': 'über' },
  binaryId: 'b1',
  binary: Uint8Array.of(1, 2, 3),
  partition: Uint8Array.of(9),
  inputs: new Uint8Array(),
  ...changes,
})
