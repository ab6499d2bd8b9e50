import { toWireError } from '@firesteel/errors'
import { emptyTaskMetrics } from '@firesteel/rdd-core/runtime'
import { type TaskState, encodeTaskResult } from '@firesteel/task-messages'
import { ResultTooLargeError } from './errors.js'

/** What is said of an attempt: itself, or, when its result fits into no message, that it failed for that. */
export function fittingResult(
  state: TaskState,
  data: Uint8Array,
  maxBytes: number,
): { readonly state: TaskState; readonly data: Uint8Array } {
  if (data.byteLength <= maxBytes) return { state, data }
  const error = toWireError(new ResultTooLargeError(data.byteLength, maxBytes))
  const reason = { kind: 'ExceptionFailure', error } as const
  return {
    state: 'FAILED',
    data: encodeTaskResult({ state: 'FAILED', reason, metrics: emptyTaskMetrics() }),
  }
}
