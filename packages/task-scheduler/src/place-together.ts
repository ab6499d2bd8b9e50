import type { Task } from './task-set.js'
import { type WorkerOffer, withoutSlots } from './worker-offer.js'

/** Where one task of a set that runs as a whole goes. */
export interface Placed {
  readonly task: Task
  /** Its place in the offers. */
  readonly offer: number
  readonly slot: number
}

/**
 * A slot for each task at once, where it prefers if that is free, else where most is free; undefined when
 * there are not enough.
 */
export function placeTogether(
  tasks: readonly Task[],
  offers: readonly WorkerOffer[],
  cpus: number,
): readonly Placed[] | undefined {
  const free = offers.map(({ freeSlots }) => freeSlots)
  const placed: Placed[] = []
  for (const task of tasks) {
    const at = bestOffer(task, offers, free)
    const [slot] = free[at] ?? []
    if (slot === undefined || (free[at]?.length ?? 0) < cpus) return undefined
    free[at] = withoutSlots(free[at] ?? [], slot, cpus)
    placed.push({ task, offer: at, slot })
  }
  return placed
}

/** The freest of those that the task prefers most. */
function bestOffer(
  { preferredLocations }: Task,
  offers: readonly WorkerOffer[],
  free: readonly (readonly number[])[],
): number {
  const nearness = ({ executorId, host }: WorkerOffer): number => {
    if (preferredLocations.some((location) => location.executorId === executorId)) return 2
    return preferredLocations.some((location) => location.host === host) ? 1 : 0
  }
  let best = 0
  let bestScore = -1
  for (const [at, offer] of offers.entries()) {
    const slots = free[at]?.length ?? 0
    const score = slots === 0 ? -1 : nearness(offer) * 1e6 + slots
    if (score > bestScore) [best, bestScore] = [at, score]
  }
  return best
}
