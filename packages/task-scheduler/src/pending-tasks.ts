import type { TaskLocality } from '@firesteel/listener-bus'
import { isAllowed } from './locality.js'
import type { TaskLocation } from './task-set.js'

/** A waiting task and how near the offer is to it. */
export interface Dequeued {
  readonly index: number
  readonly slot: number
  readonly locality: TaskLocality
}

/** What an executor has free, as a task set sees it. */
export interface ExecutorOffer {
  readonly executorId: string
  readonly host: string
  readonly freeSlots: readonly number[]
}

/** Which executors and hosts a preference can still be kept on. */
export interface AliveExecutors {
  isExecutorAlive(executorId: string): boolean
  isHostAlive(host: string): boolean
}

const slotKey = (executorId: string, slot: number): string => `${executorId}/${slot}`

/**
 * The waiting tasks of one set, by where they would like to run.
 *
 * The lists are stacks, and an index may be in several of them, or stay in one after it was started
 * through another: what does not wait any more is dropped when it is met, so that taking a task costs
 * the same however many there are.
 */
export class PendingTasks {
  readonly #bySlot = new Map<string, number[]>()
  readonly #byExecutor = new Map<string, number[]>()
  readonly #byHost = new Map<string, number[]>()
  readonly #withoutPreference: number[] = []
  readonly #all: number[] = []
  readonly #isWaiting: (index: number) => boolean

  constructor(isWaiting: (index: number) => boolean) {
    this.#isWaiting = isWaiting
  }

  /** Adds a task on top. Add in reverse order to have low indexes first. */
  add(index: number, locations: readonly TaskLocation[]): void {
    for (const { host, executorId, slot } of locations) {
      if (executorId !== undefined) {
        if (slot !== undefined) push(this.#bySlot, slotKey(executorId, slot), index)
        push(this.#byExecutor, executorId, index)
      }
      if (host !== undefined) push(this.#byHost, host, index)
    }
    if (locations.length === 0) this.#withoutPreference.push(index)
    this.#all.push(index)
  }

  /** Takes the nearest waiting task that may run on `offer` with no worse locality than `limit`, and passes by what `mayRun` refuses. */
  dequeue(
    offer: ExecutorOffer,
    limit: TaskLocality,
    mayRun?: (index: number) => boolean,
  ): Dequeued | undefined {
    const { executorId, host, freeSlots } = offer
    const anySlot = freeSlots[0]
    if (anySlot === undefined) return undefined
    if (this.#bySlot.size > 0) {
      for (const slot of freeSlots) {
        const index = this.#pop(this.#bySlot.get(slotKey(executorId, slot)), mayRun)
        if (index !== undefined) return { index, slot, locality: 'SLOT_LOCAL' }
      }
    }
    const found = (index: number | undefined, locality: TaskLocality) =>
      index === undefined ? undefined : { index, slot: anySlot, locality }
    if (!isAllowed(limit, 'PROCESS_LOCAL')) return undefined
    const process = this.#pop(this.#byExecutor.get(executorId), mayRun)
    if (process !== undefined) return found(process, 'PROCESS_LOCAL')
    if (!isAllowed(limit, 'NODE_LOCAL')) return undefined
    const node = this.#pop(this.#byHost.get(host), mayRun)
    if (node !== undefined) return found(node, 'NODE_LOCAL')
    if (!isAllowed(limit, 'NO_PREF')) return undefined
    const free = this.#pop(this.#withoutPreference, mayRun)
    // As in Spark: a task without a preference is as near as can be.
    if (free !== undefined) return found(free, 'PROCESS_LOCAL')
    if (!isAllowed(limit, 'ANY')) return undefined
    return found(this.#pop(this.#all, mayRun), 'ANY')
  }

  /** The task on top, wherever it may run; undefined when none waits. */
  get next(): number | undefined {
    return this.#peek(this.#all) ? this.#all.at(-1) : undefined
  }

  /** Whether a task waits whose preference at `level` can still be kept. */
  hasWaiting(level: TaskLocality, alive: AliveExecutors): boolean {
    const executorOf = (key: string): string => key.slice(0, key.lastIndexOf('/'))
    switch (level) {
      case 'SLOT_LOCAL':
        return this.#anyOf(this.#bySlot, (key) => alive.isExecutorAlive(executorOf(key)))
      case 'PROCESS_LOCAL':
        return this.#anyOf(this.#byExecutor, (id) => alive.isExecutorAlive(id))
      case 'NODE_LOCAL':
        return this.#anyOf(this.#byHost, (host) => alive.isHostAlive(host))
      case 'NO_PREF':
        return this.#peek(this.#withoutPreference)
      case 'RACK_LOCAL':
        return false
      case 'ANY':
        return this.#peek(this.#all)
    }
  }

  #anyOf(lists: Map<string, number[]>, isAlive: (key: string) => boolean): boolean {
    for (const [key, list] of lists) {
      if (!this.#peek(list)) lists.delete(key)
      else if (isAlive(key)) return true
    }
    return false
  }

  #pop(
    list: number[] | undefined,
    mayRun: ((index: number) => boolean) | undefined,
  ): number | undefined {
    if (list === undefined || !this.#peek(list)) return undefined
    if (mayRun === undefined) return list.pop()
    for (let at = list.length - 1; at >= 0; at--) {
      const index = list[at] as number
      const waits = this.#isWaiting(index)
      if (waits && !mayRun(index)) continue
      list.splice(at, 1)
      if (waits) return index
    }
    return undefined
  }

  #peek(list: number[]): boolean {
    for (let top = list.at(-1); top !== undefined; top = list.at(-1)) {
      if (this.#isWaiting(top)) return true
      list.pop()
    }
    return false
  }
}

function push(lists: Map<string, number[]>, key: string, index: number): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [index])
  // A task with two blocks on one executor is in its list once.
  else if (list.at(-1) !== index) list.push(index)
}
