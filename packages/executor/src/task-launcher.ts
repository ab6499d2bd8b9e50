import { toWireError } from '@firesteel/errors'
import { emptyTaskMetrics } from '@firesteel/rdd-core/runtime'
import {
  type BlockLocation,
  type TaskDescription,
  type TaskState,
  encodeTaskResult,
} from '@firesteel/task-messages'
import type { SlotPool } from './slot-pool.js'
import { taskResultOf } from './task-result-of.js'

const NOTHING = new Uint8Array(0)

/** Told of every state of an attempt, in order; `data` is an encoded task result when the state is final. */
export type Report = (state: TaskState, data: Uint8Array) => void

/**
 * Runs attempts in the slots of this process and says how they fare: to the driver's back end
 * directly in local mode, by messages in an executor.
 */
export class TaskLauncher {
  readonly slots: number
  readonly #pool: SlotPool
  readonly #location: BlockLocation

  /** `location` is where what the slots write can be had. */
  constructor(pool: SlotPool, location: BlockLocation) {
    this.slots = pool.slots
    this.#pool = pool
    this.#location = location
  }

  /** Begins an attempt; never throws: what goes wrong is a reported `FAILED`. */
  launch(description: TaskDescription, report: Report): void {
    try {
      this.#pool.run(
        description.slot,
        description,
        (outcome) => report(outcome.state, encodeTaskResult(taskResultOf(outcome, this.#location))),
        () => report('RUNNING', NOTHING),
      )
    } catch (error) {
      const reason = { kind: 'ExceptionFailure', error: toWireError(error) } as const
      report('FAILED', encodeTaskResult({ state: 'FAILED', reason, metrics: emptyTaskMetrics() }))
    }
  }

  /** Ends an attempt; unknown ones are ignored. With `interruptThread` its thread is terminated if need be. */
  kill(taskId: number, interruptThread: boolean, reason: string): void {
    this.#pool.kill(taskId, interruptThread, reason)
  }

  /** Terminates every slot; attempts that run are not reported. */
  stop(): Promise<void> {
    return this.#pool.stop()
  }
}
