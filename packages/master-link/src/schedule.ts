import { backoff } from '@firesteel/clock'

/** Delays after each attempt; when they end, the search is given up. A fresh sequence per search. */
export type RetrySchedule = () => Iterable<number>

/** How a Worker searches: its numbers, in attempts. */
export interface WorkerScheduleOptions {
  /** Retries before the interval grows from 10 s to 60 s. */
  readonly initialRetries?: number | undefined
  /** Retries in all. */
  readonly maxRetries?: number | undefined
  /** A number in [0, 1), asked once: workers that start together do not ask together. */
  readonly random?: (() => number) | undefined
}

/**
 * The Worker's: a first attempt, retries after 10 s each, then after 60 s each, both times a factor in
 * [0.5, 1.5) drawn once; given up when the last retry is not answered either.
 * @see org.apache.spark.deploy.worker.Worker
 */
export function workerSchedule(options: WorkerScheduleOptions = {}): RetrySchedule {
  const { initialRetries = 6, maxRetries = 16, random = Math.random } = options
  const factor = random() + 0.5
  const initialMs = Math.round(10 * factor) * 1_000
  const prolongedMs = Math.round(60 * factor) * 1_000
  return () =>
    Array.from({ length: maxRetries + 1 }, (_, index) =>
      index < initialRetries ? initialMs : prolongedMs,
    )
}

/** The AppClient's first search: three rounds of 20 s. @see org.apache.spark.deploy.client.StandaloneAppClient */
export const appSchedule: RetrySchedule = () => [20_000, 20_000, 20_000]

/** The AppClient's search after a loss: for ever, since its executors go on without a Master. */
export const appScheduleAfterLoss: RetrySchedule = () => backoff({ firstMs: 1_000, maxMs: 20_000 })
