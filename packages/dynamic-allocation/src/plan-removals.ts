/** What limits how many executors may go. */
export interface RemovalLimits {
  /** Executors that are there and stay. */
  readonly staying: number
  readonly minExecutors: number
  /** Executors that there is work for. */
  readonly target: number
}

/** Which of the executors that may go do go: as many as are above the least and above the target. */
export function planRemovals(idle: readonly string[], limits: RemovalLimits): readonly string[] {
  const spare = limits.staying - Math.max(limits.minExecutors, limits.target)
  return idle.slice(0, Math.max(0, spare))
}
