import { integer, key, type SparkConf } from '@firesteel/conf'
import { SHUFFLE_SERVICE_KEYS } from '@firesteel/shuffle'
import type { DagSchedulerOptions } from './options.js'

const MAX_CONSECUTIVE_ATTEMPTS = key(
  'spark.stage.maxConsecutiveAttempts',
  integer,
  '4',
  'how often in a row a stage may fail for want of its inputs before its jobs are given up',
)

/** The settings in `conf`. */
export const dagSchedulerSettingsFrom = (
  conf: SparkConf,
): Pick<DagSchedulerOptions, 'maxConsecutiveStageAttempts' | 'outputsOutliveExecutors'> => ({
  outputsOutliveExecutors: conf.get(SHUFFLE_SERVICE_KEYS.enabled),
  maxConsecutiveStageAttempts: conf.get(MAX_CONSECUTIVE_ATTEMPTS),
})
