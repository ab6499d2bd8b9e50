import { type SparkConf, integer, key } from '@firesteel/conf'
import { type RetrySchedule, workerSchedule } from './schedule.js'

const INITIAL_RETRIES = key(
  'spark.worker.initialRegistrationRetries',
  integer,
  '6',
  'How often a Worker repeats its registration after about 10 s each, before it does so every minute.',
)
const MAX_RETRIES = key(
  'spark.worker.maxRegistrationRetries',
  integer,
  '16',
  'After how many repetitions a Worker gives up and exits.',
)

/** The Worker's schedule as its settings have it. */
export const workerScheduleFrom = (conf: SparkConf, random?: () => number): RetrySchedule =>
  workerSchedule({
    initialRetries: conf.get(INITIAL_RETRIES),
    maxRetries: conf.get(MAX_RETRIES),
    random,
  })
