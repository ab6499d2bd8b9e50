import { boolean, decimal, key, milliseconds, optionalKey, type SparkConf } from '@firesteel/conf'
import type { SpeculationRules } from './slow-tasks.js'

const ENABLED = key(
  'spark.speculation',
  boolean,
  'false',
  'whether a task that takes much longer than its siblings is run a second time elsewhere',
)
const INTERVAL = key(
  'spark.speculation.interval',
  milliseconds(),
  '100ms',
  'how often slow tasks are looked for',
)
const QUANTILE = key(
  'spark.speculation.quantile',
  decimal,
  '0.75',
  'the part of the tasks of a stage that must be over before any other counts as slow',
)
const MULTIPLIER = key(
  'spark.speculation.multiplier',
  decimal,
  '1.5',
  'how many times the median duration a slow task takes',
)
const MIN_RUNTIME = key(
  'spark.speculation.minTaskRuntime',
  milliseconds(),
  '100ms',
  'no task that runs for less is slow',
)
const THRESHOLD = optionalKey(
  'spark.speculation.task.duration.threshold',
  milliseconds(),
  'how long a task of a stage with few tasks may take before it is slow, however its siblings fare',
)
const EFFICIENCY = key(
  'spark.speculation.efficiency.enabled',
  boolean,
  'true',
  'whether a task that gets on with its records as its siblings do is not slow, just long',
)
const RATE_MULTIPLIER = key(
  'spark.speculation.efficiency.processRateMultiplier',
  decimal,
  '0.75',
  'the part of the mean records per second below which a task is inefficient',
)
const LONG_RUN = key(
  'spark.speculation.efficiency.longRunTaskFactor',
  decimal,
  '2',
  'how many times the threshold a task may take even if it is efficient',
)

/** When and how slow tasks are looked for. */
export interface SpeculationSettings extends SpeculationRules {
  readonly intervalMs: number
}

/** The settings in `conf`; undefined when speculation is off. */
export function speculationSettingsFrom(conf: SparkConf): SpeculationSettings | undefined {
  if (!conf.get(ENABLED)) return undefined
  return {
    intervalMs: conf.get(INTERVAL),
    quantile: conf.get(QUANTILE),
    multiplier: conf.get(MULTIPLIER),
    minRuntimeMs: conf.get(MIN_RUNTIME),
    durationThresholdMs: conf.get(THRESHOLD),
    efficiency: conf.get(EFFICIENCY)
      ? { rateMultiplier: conf.get(RATE_MULTIPLIER), longRunFactor: conf.get(LONG_RUN) }
      : undefined,
  }
}
