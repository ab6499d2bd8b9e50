import type { TaskDescription } from '@firesteel/task-messages'
import type { TaskAttempt } from './task-attempt.js'
import { type TaskBytes, type TaskSet, taskSetId } from './task-set.js'

/** An attempt as its executor is told of it. */
export function launchDescription(
  set: TaskSet,
  { taskId, attemptNumber, executorId, slot, index, partitionId }: TaskAttempt,
  how: { readonly own: TaskBytes; readonly cpus: number; readonly withBinary: boolean },
): TaskDescription {
  const { stageId, stageAttemptId, jobId, properties, binaryId, binary } = set
  return {
    taskId,
    attemptNumber,
    executorId,
    slot,
    name: `task ${index}.${attemptNumber} in stage ${taskSetId(set)}`,
    index,
    partitionId,
    stageId,
    stageAttemptId,
    jobId,
    cpus: how.cpus,
    properties,
    binaryId,
    binary: how.withBinary ? binary : undefined,
    partition: how.own.partition,
    inputs: how.own.inputs,
  }
}
