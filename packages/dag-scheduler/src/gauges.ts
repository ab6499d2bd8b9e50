import type { DagState } from './state.js'

/** How long the scheduler took for its events. */
export interface ProcessingTime {
  /** Events so far. */
  readonly count: number
  readonly totalMs: number
  readonly maxMs: number
}

/** What a DAG scheduler is busy with, by Spark's names. @see org.apache.spark.scheduler.DAGSchedulerSource */
export interface DagGauges {
  readonly 'stage.failedStages': number
  readonly 'stage.runningStages': number
  readonly 'stage.waitingStages': number
  /** Jobs since the start, those that are over included. */
  readonly 'job.allJobs': number
  readonly 'job.activeJobs': number
  readonly messageProcessingTime: ProcessingTime
}

/** Adds up how long events took. */
export class ProcessingTimer {
  #count = 0
  #totalMs = 0
  #maxMs = 0

  took(ms: number): void {
    this.#count++
    this.#totalMs += ms
    if (ms > this.#maxMs) this.#maxMs = ms
  }

  get time(): ProcessingTime {
    return { count: this.#count, totalMs: this.#totalMs, maxMs: this.#maxMs }
  }
}

/** The gauges at this moment. */
export const gaugesOf = (
  state: DagState,
  allJobs: number,
  messageProcessingTime: ProcessingTime,
): DagGauges => ({
  'stage.failedStages': state.failed.size,
  'stage.runningStages': state.running.size,
  'stage.waitingStages': state.waiting.size,
  'job.allJobs': allJobs,
  'job.activeJobs': state.jobs.size,
  messageProcessingTime,
})
