import type { TaskSetManager } from './task-set-manager.js'

/** Which of two sets is offered slots first, as for `Array.sort`. */
export type SchedulingOrder = (a: TaskSetManager, b: TaskSetManager) => number

/** Lower job first, then lower stage. @see org.apache.spark.scheduler.FIFOSchedulingAlgorithm */
export const fifo: SchedulingOrder = (a, b) =>
  a.set.priority - b.set.priority || a.set.stageId - b.set.stageId

/** The task sets that are not finished, in scheduling order. @see org.apache.spark.scheduler.Pool */
export class Pool {
  readonly #order: SchedulingOrder
  #sets: TaskSetManager[] = []

  constructor(order: SchedulingOrder = fifo) {
    this.#order = order
  }

  get sets(): readonly TaskSetManager[] {
    return this.#sets
  }

  add(manager: TaskSetManager): void {
    this.#sets = [...this.#sets, manager].sort(this.#order)
  }

  remove(manager: TaskSetManager): void {
    this.#sets = this.#sets.filter((each) => each !== manager)
  }

  ofStage(stageId: number): readonly TaskSetManager[] {
    return this.#sets.filter((manager) => manager.set.stageId === stageId)
  }
}
