import { taskEndReasonSchema } from '../model/task-end-reason.js'
import type { TaskFailedReason } from '../model/task-end-reason.js'
import {
  TASK_METRIC_NAMES,
  type TaskMetricName,
  type TaskMetrics,
  emptyTaskMetrics,
} from '@firesteel/task-metrics'
import type { TaskResult } from '../model/task-result.js'
import { ByteReader } from './byte-reader.js'
import { ByteWriter } from './byte-writer.js'
import { readMapStatus, writeMapStatus } from './map-status.js'

const FORMAT = 1
const NOTHING = new Uint8Array(0)
const STATES = ['FINISHED', 'FAILED', 'KILLED'] as const

/** A task result as bytes: the data of a final `StatusUpdate`. */
export function encodeTaskResult(result: TaskResult): Uint8Array {
  const out = new ByteWriter().count(FORMAT).count(STATES.indexOf(result.state))
  writeMetrics(out, result.metrics)
  if (result.state !== 'FINISHED') return out.text(JSON.stringify(result.reason)).done()
  out.count(result.mapStatus === undefined ? 0 : 1)
  if (result.mapStatus !== undefined) writeMapStatus(out, result.mapStatus)
  return out
    .bytes(result.value)
    .bytes(result.accumulators ?? NOTHING)
    .done()
}

/** The result that {@link encodeTaskResult} encoded; throws {@link TaskCodecError} when it is something else. */
export function decodeTaskResult(bytes: Uint8Array): TaskResult {
  const from = new ByteReader('a task result', bytes)
  const format = from.count()
  if (format !== FORMAT) throw from.corrupt(`format ${format}, expected ${FORMAT}`)
  const state = STATES[from.count()]
  if (state === undefined) throw from.corrupt('its state is unknown')
  const metrics = readMetrics(from)
  const result: TaskResult =
    state === 'FINISHED'
      ? {
          state,
          ...(from.count() === 0 ? {} : { mapStatus: readMapStatus(from) }),
          value: from.bytes(),
          ...accumulatorsIn(from),
          metrics,
        }
      : { state, reason: readReason(from), metrics }
  from.done()
  return result
}

/** Those that are not zero, each with its place: most attempts count few things. */
function writeMetrics(out: ByteWriter, metrics: Readonly<TaskMetrics>): void {
  let counted = 0
  for (const name of TASK_METRIC_NAMES) if (!Object.is(metrics[name], 0)) counted++
  out.count(counted)
  for (let place = 0; place < TASK_METRIC_NAMES.length; place++) {
    const value = metrics[TASK_METRIC_NAMES[place] as TaskMetricName]
    if (!Object.is(value, 0)) out.count(place).float(value)
  }
}

function accumulatorsIn(from: ByteReader): { readonly accumulators?: Uint8Array } {
  const accumulators = from.bytes()
  return accumulators.length === 0 ? {} : { accumulators }
}

/** A newer sender may count more than we know, an older one less. */
function readMetrics(from: ByteReader): TaskMetrics {
  const metrics = emptyTaskMetrics()
  const count = from.count()
  for (let read = 0; read < count; read++) {
    const name = TASK_METRIC_NAMES[from.count()]
    const value = from.float()
    if (name !== undefined) metrics[name] = value
  }
  return metrics
}

function readReason(from: ByteReader): TaskFailedReason {
  let parsed: unknown
  try {
    parsed = JSON.parse(from.text())
  } catch {
    throw from.corrupt('its reason is not JSON')
  }
  const checked = taskEndReasonSchema.safeParse(parsed)
  if (!checked.success || checked.data.kind === 'Success') {
    throw from.corrupt('its reason is none that this version knows')
  }
  return checked.data
}
