/** A slot that runs an attempt, and may be given others to run after it. */
export interface BusySlot {
  readonly slot: number
  /** The attempt that runs there, or is about to. */
  readonly running: number
  /** Attempts that wait there already. */
  readonly waiting: number
}

/** The free slots of one executor. @see org.apache.spark.scheduler.WorkerOffer */
export interface WorkerOffer {
  readonly executorId: string
  readonly host: string
  readonly freeSlots: readonly number[]
  readonly totalSlots: number
  /** Its other slots, where attempts may wait their turn; none unless said. */
  readonly busySlots?: readonly BusySlot[] | undefined
  /** `host:port` by which tasks there can be told apart; the host alone unless said. */
  readonly address?: string | undefined
}

/**
 * `free` without the slots that a task of `cpus` occupies: its own and, when it needs several, the
 * first others. Planner and backend both use it, so that they agree without a message.
 */
export function withoutSlots(free: readonly number[], slot: number, cpus: number): number[] {
  let others = cpus - 1
  return free.filter((each) => each !== slot && (others <= 0 || others-- <= 0))
}

/** The slots that {@link withoutSlots} takes away. */
export function slotsTaken(free: readonly number[], slot: number, cpus: number): number[] {
  const kept = new Set(withoutSlots(free, slot, cpus))
  return free.filter((each) => !kept.has(each))
}
