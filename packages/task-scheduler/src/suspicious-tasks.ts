import type { TaskMetrics } from '@firesteel/task-messages'
import { bytesText } from './failure-text.js'
import { medianOf } from './median.js'

/** With fewer siblings a median says nothing. */
const LEAST_SIBLINGS = 3
/** How many times the median a task takes that is worth a word, and the least that anyone notices. */
const SKEW = 10
const LEAST_MS = 1_000

/** A task that has just succeeded. */
export interface FinishedTask {
  readonly stage: string
  readonly index: number
  readonly partitionId: number
  readonly tookMs: number
  readonly metrics: Readonly<TaskMetrics>
}

/**
 * What to say of a task that took much longer than its siblings that are over; undefined for most. A partition
 * with far more data than the others is the usual cause, so it says how much the task read.
 */
export function skewText(task: FinishedTask, siblingsMs: readonly number[]): string | undefined {
  const { stage, index, partitionId, tookMs, metrics } = task
  if (siblingsMs.length < LEAST_SIBLINGS || tookMs < LEAST_MS) return undefined
  const median = medianOf(siblingsMs)
  if (tookMs < SKEW * median) return undefined
  const records = metrics.recordsRead + metrics.shuffleReadRecords
  const bytes = metrics.bytesRead + metrics.shuffleReadLocalBytes + metrics.shuffleReadRemoteBytes
  return `task ${index} of stage ${stage} (partition ${partitionId}) took ${tookMs} ms, the median of the ${siblingsMs.length} others that are over is ${median} ms: it read ${records} records (${bytesText(bytes)}). If that is far more than others read, some keys have most of the records: spread them over more keys, or reduce them before the shuffle`
}

/** Tasks that were running when their executors ended: who is there each time may be the cause. */
export class SuspiciousTasks {
  readonly #ended = new Map<number, string[]>()

  /** The executor ended while the task ran there; what to say of it from the second time on. */
  executorEnded(index: number, executorId: string): string | undefined {
    const ended = this.#ended.get(index) ?? []
    ended.push(executorId)
    this.#ended.set(index, ended)
    if (ended.length < 2) return undefined
    return `task ${index} was running on ${ended.length} executors when they ended (${ended.join(', ')}): what it does or reads may be what ends them, such as native code that crashes or memory outside of the heap`
  }
}
