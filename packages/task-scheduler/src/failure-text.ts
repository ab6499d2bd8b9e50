import { type TaskEndReason, taskEndReasonText } from '@firesteel/task-messages'
import type { TaskAttempt } from './task-attempt.js'
import { type TaskSet, taskSetId } from './task-set.js'

/** What became of one attempt: `Lost task 3.1 in stage 2.0 (TID 17) (host executor 1): …`. */
export function lostTaskText(set: TaskSet, attempt: TaskAttempt, reason: TaskEndReason): string {
  const { index, attemptNumber, taskId, host, executorId } = attempt
  return `Lost task ${index}.${attemptNumber} in stage ${taskSetId(set)} (TID ${taskId}) (${host} executor ${executorId}): ${taskEndReasonText(reason)}`
}

/** Why a set is given up: which task failed how often, and its last failure. */
export function taskFailedText(
  set: TaskSet,
  attempt: TaskAttempt,
  { failures, lost }: { readonly failures: number; readonly lost: string },
): string {
  return `Task ${attempt.index} in stage ${taskSetId(set)} failed ${failures} times, most recent failure: ${lost}`
}

/** Bytes for people: `1024.0 MiB`. */
export function bytesText(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  let power = 0
  let value = bytes
  while (value >= 2 * 1024 && power < units.length - 1) {
    value /= 1024
    power++
  }
  return `${power === 0 ? value : value.toFixed(1)} ${units[power]}`
}
