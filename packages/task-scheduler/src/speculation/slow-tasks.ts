import { medianOf } from '../median.js'

/** What makes a task slow. */
export interface SpeculationRules {
  readonly quantile: number
  readonly multiplier: number
  readonly minRuntimeMs: number
  /** For sets with no more tasks than one executor has slots, while too few are over. */
  readonly durationThresholdMs: number | undefined
  readonly efficiency:
    | { readonly rateMultiplier: number; readonly longRunFactor: number }
    | undefined
}

/** A running task of which there is one attempt. */
export interface RunningFacts {
  readonly index: number
  readonly runMs: number
  /** Records it has read so far; 0 when nobody knows. */
  readonly records: number
  /** Its executor is about to end, and so far it will not be done by then. */
  readonly isDoomed: boolean
}

/** What is known of a set. */
export interface SetFacts {
  readonly numTasks: number
  readonly slotsPerExecutor: number
  /** Durations of the attempts that succeeded. */
  readonly durationsMs: readonly number[]
  /** Records per millisecond of all attempts that succeeded; 0 when nobody knows. */
  readonly recordsPerMs: number
  readonly running: readonly RunningFacts[]
}

/**
 * The tasks worth a second attempt: those that take much longer than the median of their siblings that are
 * over, unless they get on as well as the others and merely have more to do.
 * @see org.apache.spark.scheduler.TaskSetManager.checkSpeculatableTasks
 */
export function slowTasks(rules: SpeculationRules, facts: SetFacts): number[] {
  const { durationThresholdMs } = rules
  const { numTasks, durationsMs, running, slotsPerExecutor } = facts
  const doomed = running.filter((task) => task.isDoomed).map(({ index }) => index)
  if (numTasks === 1 && durationThresholdMs === undefined) return doomed
  const enough = Math.max(1, Math.floor(rules.quantile * numTasks))
  if (durationsMs.length >= enough) {
    const limitMs = Math.max(rules.multiplier * medianOf(durationsMs), rules.minRuntimeMs)
    return running
      .filter((task) => task.isDoomed || isSlow(task, limitMs, rules, facts.recordsPerMs))
      .map(({ index }) => index)
  }
  if (durationThresholdMs === undefined || numTasks > slotsPerExecutor) return doomed
  return running
    .filter((task) => task.isDoomed || task.runMs > durationThresholdMs)
    .map(({ index }) => index)
}

function isSlow(
  { runMs, records }: RunningFacts,
  limitMs: number,
  { efficiency }: SpeculationRules,
  recordsPerMs: number,
): boolean {
  if (runMs <= limitMs) return false
  if (efficiency === undefined || recordsPerMs === 0) return true
  if (runMs > limitMs * efficiency.longRunFactor) return true
  return records / runMs < recordsPerMs * efficiency.rateMultiplier
}
