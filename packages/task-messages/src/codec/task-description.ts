import type { TaskDescription } from '../model/task-description.js'
import { ByteReader } from './byte-reader.js'
import { ByteWriter } from './byte-writer.js'

const FORMAT = 1

/** A task description as compact bytes: what `LaunchTask` carries. */
export function encodeTaskDescription(task: TaskDescription): Uint8Array {
  const out = new ByteWriter()
    .count(FORMAT)
    .count(task.taskId)
    .count(task.attemptNumber)
    .text(task.executorId)
    .count(task.slot)
    .text(task.name)
    .count(task.index)
    .count(task.partitionId)
    .count(task.stageId)
    .count(task.stageAttemptId)
    .count(task.jobId)
    .count(task.cpus)
  const properties = Object.entries(task.properties)
  out.count(properties.length)
  for (const [name, value] of properties) out.text(name).text(value)
  out.text(task.binaryId).count(task.binary === undefined ? 0 : 1)
  if (task.binary !== undefined) out.bytes(task.binary)
  return out.bytes(task.partition).bytes(task.inputs).done()
}

/**
 * The description that {@link encodeTaskDescription} encoded; its byte fields have buffers of their own.
 * Throws {@link TaskCodecError} when the bytes are something else.
 */
export function decodeTaskDescription(bytes: Uint8Array): TaskDescription {
  const from = new ByteReader('a task description', bytes)
  const format = from.count()
  if (format !== FORMAT) throw from.corrupt(`format ${format}, expected ${FORMAT}`)
  const task = {
    taskId: from.count(),
    attemptNumber: from.count(),
    executorId: from.text(),
    slot: from.count(),
    name: from.text(),
    index: from.count(),
    partitionId: from.count(),
    stageId: from.count(),
    stageAttemptId: from.count(),
    jobId: from.count(),
    cpus: from.count(),
    properties: Object.fromEntries(from.many(() => [from.text(), from.text()] as const)),
    binaryId: from.text(),
    ...(from.count() === 0 ? {} : { binary: from.bytes() }),
    partition: from.bytes(),
    inputs: from.bytes(),
  }
  from.done()
  return task
}
