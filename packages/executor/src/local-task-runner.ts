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

/** The slots of this process as the local scheduler backend wants them: an executor without a network. */
export class LocalTaskRunner {
  readonly slots: number
  readonly #pool: SlotPool
  readonly #location: BlockLocation

  constructor(pool: SlotPool, location: BlockLocation) {
    this.slots = pool.slots
    this.#pool = pool
    this.#location = location
  }

  /** Begins an attempt; never throws: what goes wrong is a reported `FAILED`. */
  launch(description: TaskDescription, report: (state: TaskState, data: Uint8Array) => void): void {
    report('RUNNING', NOTHING)
    try {
      this.#pool.run(description.slot, description, (outcome) => {
        report(outcome.state, encodeTaskResult(taskResultOf(outcome, this.#location)))
      })
    } catch (error) {
      const reason = { kind: 'ExceptionFailure', error: toWireError(error) } as const
      report('FAILED', encodeTaskResult({ state: 'FAILED', reason, metrics: emptyTaskMetrics() }))
    }
  }

  /** Ends an attempt; unknown ones are ignored. */
  kill(taskId: number, interruptThread: boolean, reason: string): void {
    this.#pool.kill(taskId, interruptThread, reason)
  }

  stop(): Promise<void> {
    return this.#pool.stop()
  }
}
