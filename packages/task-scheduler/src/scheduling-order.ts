/** What may be offered slots, as far as its turn depends on it: a task set, or a pool of them. */
export interface Schedulable {
  readonly name: string
  /** Attempts that run now, of all sets in it. */
  readonly runningTasks: number
  /** How many may run before others that have theirs get any. */
  readonly minShare: number
  /** Of what is left, its part compared with that of others. */
  readonly weight: number
  /** Of a set: the job's id. */
  readonly priority: number
  /** Of a set: its stage. */
  readonly stageId: number
}

/** Which of two goes first, as for `Array.sort`. */
export type SchedulingOrder = (a: Schedulable, b: Schedulable) => number

/** Lower job first, then lower stage. @see org.apache.spark.scheduler.FIFOSchedulingAlgorithm */
export const fifo: SchedulingOrder = (a, b) => a.priority - b.priority || a.stageId - b.stageId

/**
 * Who has less than its minimum share goes first, and of those who has the smallest part of it; then who
 * runs least for its weight; the name decides between equals.
 * @see org.apache.spark.scheduler.FairSchedulingAlgorithm
 */
export const fair: SchedulingOrder = (a, b) => {
  const needyA = a.runningTasks < a.minShare
  const needyB = b.runningTasks < b.minShare
  if (needyA !== needyB) return needyA ? -1 : 1
  const load = needyA ? partOfMinShare : perWeight
  return load(a) - load(b) || compareNames(a.name, b.name)
}

const partOfMinShare = ({ runningTasks, minShare }: Schedulable): number =>
  runningTasks / Math.max(minShare, 1)

const perWeight = ({ runningTasks, weight }: Schedulable): number => runningTasks / weight

const compareNames = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1)
