import { toWireError } from '@firesteel/errors'
import { emptyTaskMetrics } from '@firesteel/rdd-core/runtime'
import {
  type BlockLocation,
  type TaskState,
  encodeIndirectResult,
  encodeTaskResult,
  resultBlockId,
} from '@firesteel/task-messages'
import { ResultTooLargeError } from './errors.js'

/** What {@link KeptResults} go by. */
export interface ResultLimits {
  /** Where this executor serves its blocks. */
  readonly location: BlockLocation
  /** Larger results are not sent, but kept until they are fetched: `spark.task.maxDirectResultSize`. */
  readonly directBytes: number
  /** What one message holds. */
  readonly messageBytes: number
  /** Larger results are of no use to the driver: `spark.driver.maxResultSize`; 0 is no limit. */
  readonly usefulBytes: number
}

/** What the driver is told of an attempt. */
export interface Told {
  readonly state: TaskState
  readonly data: Uint8Array
}

/** Results too large for a message, by their block, until the driver has fetched them. */
export class KeptResults {
  readonly #limits: ResultLimits
  readonly #kept = new Map<string, Uint8Array>()

  constructor(limits: ResultLimits) {
    this.#limits = limits
  }

  /** What to tell of an attempt that ended: `data` itself, or where it can be had. */
  fit(taskId: number, state: TaskState, data: Uint8Array): Told {
    const { location, directBytes, messageBytes, usefulBytes } = this.#limits
    if (data.length <= Math.min(directBytes, messageBytes)) return { state, data }
    if (state !== 'FINISHED')
      return data.length <= messageBytes ? { state, data } : this.#tooLarge(data)
    const isUseful = usefulBytes === 0 || data.length <= usefulBytes
    const blockId = isUseful ? resultBlockId(taskId) : undefined
    if (blockId !== undefined) this.#kept.set(blockId, data)
    return { state, data: encodeIndirectResult({ blockId, size: data.length, location }) }
  }

  read(blockId: string): Uint8Array | undefined {
    return this.#kept.get(blockId)
  }

  /** Whether it was there. */
  remove(blockId: string): boolean {
    return this.#kept.delete(blockId)
  }

  /** A failure that fits into no message is told in words that do. */
  #tooLarge(data: Uint8Array): Told {
    const error = toWireError(new ResultTooLargeError(data.length, this.#limits.messageBytes))
    const reason = { kind: 'ExceptionFailure', error } as const
    const metrics = emptyTaskMetrics()
    return { state: 'FAILED', data: encodeTaskResult({ state: 'FAILED', reason, metrics }) }
  }
}
