import { type Schedulable, type SchedulingOrder, fair, fifo } from './scheduling-order.js'
import type { TaskSetManager } from './task-set-manager.js'

/** How what is in a pool takes turns. */
export type SchedulingMode = 'FIFO' | 'FAIR'

/** A pool as it is configured. */
export interface PoolDefinition {
  readonly name: string
  readonly mode: SchedulingMode
  readonly weight: number
  readonly minShare: number
}

/** A pool as it is now. */
export interface PoolInfo extends PoolDefinition {
  readonly runningTasks: number
  /** Stages that have a task set in it. */
  readonly stageIds: readonly number[]
}

/** What a pool is that nobody defined. */
export const undefinedPool = (name: string): PoolDefinition => ({
  name,
  mode: 'FIFO',
  weight: 1,
  minShare: 0,
})

/** Task sets that share their part of the cluster. @see org.apache.spark.scheduler.Pool */
export class Pool implements Schedulable {
  readonly name: string
  readonly weight: number
  readonly minShare: number
  readonly priority = 0
  readonly stageId = -1
  readonly #definition: PoolDefinition
  readonly #order: SchedulingOrder
  readonly #sets: TaskSetManager[] = []

  constructor(definition: PoolDefinition) {
    this.#definition = definition
    this.#order = definition.mode === 'FAIR' ? fair : fifo
    this.name = definition.name
    this.weight = definition.weight
    this.minShare = definition.minShare
  }

  get runningTasks(): number {
    let running = 0
    for (const set of this.#sets) running += set.runningTasks
    return running
  }

  get isEmpty(): boolean {
    return this.#sets.length === 0
  }

  get info(): PoolInfo {
    const stageIds = [...new Set(this.#sets.map(({ stageId }) => stageId))]
    return { ...this.#definition, runningTasks: this.runningTasks, stageIds }
  }

  add(manager: TaskSetManager): void {
    this.#sets.push(manager)
  }

  remove(manager: TaskSetManager): void {
    const at = this.#sets.indexOf(manager)
    if (at >= 0) this.#sets.splice(at, 1)
  }

  /** Whose turn it is first, at this moment. */
  sorted(): readonly TaskSetManager[] {
    return this.#sets.length < 2 ? this.#sets : [...this.#sets].sort(this.#order)
  }
}
