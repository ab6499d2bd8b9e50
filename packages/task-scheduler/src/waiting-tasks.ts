import type { TaskLocality } from '@firesteel/listener-bus'
import type { Place } from './exclusion/stage-exclusion.js'
import {
  type AliveExecutors,
  type Dequeued,
  type ExecutorOffer,
  PendingTasks,
} from './pending-tasks.js'
import type { TaskLocation, TaskSet } from './task-set.js'
import type { TaskTable } from './task-table.js'

/** A task to launch, and whether it runs already elsewhere. */
export interface Chosen extends Dequeued {
  readonly speculative: boolean
}

/** What a task may not be given. */
export interface PlacementRules {
  /** Whether a task may not run there at all, having failed there. */
  readonly excludesTask?: ((index: number, place: Place) => boolean) | undefined
  /** Whether the executors of the cluster live on more than one host. */
  readonly hasSeveralHosts: () => boolean
}

/** The tasks of one set that wait for a slot: those that do not run, and then second attempts of slow ones. */
export class WaitingTasks {
  readonly #tasks: TaskSet['tasks']
  readonly #table: TaskTable
  readonly #rules: PlacementRules
  readonly #regular: PendingTasks
  readonly #second: PendingTasks
  readonly #slow = new Set<number>()

  constructor(set: TaskSet, table: TaskTable, rules: PlacementRules) {
    this.#tasks = set.tasks
    this.#table = table
    this.#rules = rules
    this.#regular = new PendingTasks((index) => table.isWaiting(index))
    this.#second = new PendingTasks((index) => this.#slow.has(index) && table.runsOnce(index))
    for (let index = set.tasks.length - 1; index >= 0; index--) this.add(index)
  }

  /** The task waits (again). */
  add(index: number): void {
    this.#regular.add(index, this.#locationsOf(index))
  }

  /** The running task is slow: it waits for a slot elsewhere. False when it does already. */
  addSecond(index: number): boolean {
    if (this.#slow.has(index)) return false
    this.#slow.add(index)
    this.#second.add(index, this.#locationsOf(index))
    return true
  }

  /** An attempt of the task is over: what is said of its slowness holds no more. */
  notSlow(index: number): void {
    this.#slow.delete(index)
  }

  /** Takes the nearest task that may run on `offer`. */
  dequeue(offer: ExecutorOffer, limit: TaskLocality): Chosen | undefined {
    const { excludesTask } = this.#rules
    const mayRun = excludesTask && ((index: number) => !excludesTask(index, offer))
    const first = this.#regular.dequeue(offer, limit, mayRun)
    if (first !== undefined) return { ...first, speculative: false }
    if (this.#slow.size === 0) return undefined
    const second = this.#second.dequeue(
      offer,
      limit,
      (index) => this.#isElsewhere(index, offer) && (mayRun?.(index) ?? true),
    )
    if (second === undefined) return undefined
    this.#slow.delete(second.index)
    return { ...second, speculative: true }
  }

  /** Whether a task that does not run waits whose preference at `level` can still be kept. */
  hasWaiting(level: TaskLocality, alive: AliveExecutors): boolean {
    return this.#regular.hasWaiting(level, alive)
  }

  /** Whether a slow task waits for a second attempt. */
  get hasSecond(): boolean {
    return this.#slow.size > 0
  }

  /** The task that is next, wherever it may run; undefined when none waits. */
  get next(): number | undefined {
    return this.#regular.next
  }

  /** What is slow on a host may be slow for the host's sake, as long as there is another one. */
  #isElsewhere(index: number, { executorId, host }: Place): boolean {
    const others = this.#table.runningOf(index)
    if (others.some((attempt) => attempt.executorId === executorId)) return false
    return !this.#rules.hasSeveralHosts() || others.every((attempt) => attempt.host !== host)
  }

  #locationsOf(index: number): readonly TaskLocation[] {
    return this.#tasks[index]?.preferredLocations ?? []
  }
}
