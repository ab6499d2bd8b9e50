import { errorFrom, toWireError } from '@firesteel/errors'
import type { ShuffleFetchFailedError } from '@firesteel/shuffle'
import { CommitDeniedError } from './errors.js'
import type { TaskFailure } from '../task-outcome.js'
import { userFrame } from './user-frame.js'

/**
 * Why an attempt failed. That it was killed comes first, whatever was thrown; then that an input
 * could not be fetched, even if the user's code caught that and threw something else.
 */
export function failureReason(
  thrown: unknown,
  known: { readonly killed: boolean; readonly fetchFailure: ShuffleFetchFailedError | undefined },
): { readonly state: 'FAILED' | 'KILLED'; readonly reason: TaskFailure } {
  if (known.killed) return { state: 'KILLED', reason: { kind: 'TaskKilled', reason: 'killed' } }
  if (known.fetchFailure !== undefined) {
    const { failure, message } = known.fetchFailure
    const { shuffleId, mapId, mapIndex, reduceId, location } = failure
    const lost = { shuffleId, mapId, mapIndex, reduceId, location }
    return { state: 'FAILED', reason: { kind: 'FetchFailed', ...lost, message } }
  }
  if (thrown instanceof CommitDeniedError) {
    return { state: 'KILLED', reason: { kind: 'TaskCommitDenied', ...thrown.attempt } }
  }
  const error = errorFrom(thrown)
  const frame = userFrame(error.stack)
  return {
    state: 'FAILED',
    reason: {
      kind: 'ExceptionFailure',
      error: toWireError(error),
      ...(frame === undefined ? {} : { userFrame: frame }),
    },
  }
}
