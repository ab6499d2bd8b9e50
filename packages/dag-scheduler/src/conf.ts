import { boolean, integer, key, milliseconds, type SparkConf } from '@firesteel/conf'
import { SHUFFLE_SERVICE_KEYS } from '@firesteel/shuffle'
import type { DagSchedulerOptions } from './options.js'

const MAX_CONSECUTIVE_ATTEMPTS = key(
  'spark.stage.maxConsecutiveAttempts',
  integer,
  '4',
  'how often in a row a stage may fail for want of its inputs before its jobs are given up',
)

const BARRIER_INTERVAL = key(
  'spark.scheduler.barrier.maxConcurrentTasksCheck.interval',
  milliseconds('s'),
  '15s',
  'how often it is looked whether there are slots for all tasks of a barrier stage',
)
const BARRIER_CHECKS = key(
  'spark.scheduler.barrier.maxConcurrentTasksCheck.maxFailures',
  integer,
  '40',
  'how often in vain, before the job is given up',
)
const DYNAMIC_ALLOCATION = key(
  'spark.dynamicAllocation.enabled',
  boolean,
  'false',
  'whether executors are asked for and let go as there is work',
)

/** The settings in `conf`. */
export const dagSchedulerSettingsFrom = (
  conf: SparkConf,
): Pick<
  DagSchedulerOptions,
  | 'maxConsecutiveStageAttempts'
  | 'outputsOutliveExecutors'
  | 'barrierCheckIntervalMs'
  | 'maxBarrierChecks'
  | 'dynamicAllocation'
> => ({
  outputsOutliveExecutors: conf.get(SHUFFLE_SERVICE_KEYS.enabled),
  maxConsecutiveStageAttempts: conf.get(MAX_CONSECUTIVE_ATTEMPTS),
  barrierCheckIntervalMs: conf.get(BARRIER_INTERVAL),
  maxBarrierChecks: conf.get(BARRIER_CHECKS),
  dynamicAllocation: conf.get(DYNAMIC_ALLOCATION),
})
