import type { Cancel, Clock } from '@firesteel/clock'
import type { SparkListenerEvent } from '@firesteel/listener-bus'
import type { TaskSetManager } from '../task-set-manager.js'
import type { Place } from './stage-exclusion.js'

/** What {@link UnschedulableSets} need. */
export interface UnschedulableSetsOptions {
  readonly clock: Clock
  readonly timeoutMs: number
  readonly tell: (event: SparkListenerEvent) => void
  /** Has one idle executor that is excluded ended, so that another may come; false when there is none. */
  readonly replaceOne: () => boolean
  /** The set is given up. */
  readonly abort: (manager: TaskSetManager, why: string) => void
}

/**
 * Sets of which a task may run nowhere. If an executor can be replaced, they wait for the other one for a
 * limited time; otherwise, and when that is over, they are given up: nothing waits for ever.
 */
export class UnschedulableSets {
  readonly #options: UnschedulableSetsOptions
  readonly #waiting = new Map<TaskSetManager, Cancel>()

  constructor(options: UnschedulableSetsOptions) {
    this.#options = options
  }

  /** Nothing of the set was launched: finds out whether anything could be, on these executors. */
  check(manager: TaskSetManager, places: readonly Place[]): void {
    if (places.length === 0 || this.#waiting.has(manager)) return
    const index = manager.excludedEverywhere(places)
    if (index === undefined) return
    const { clock, timeoutMs, tell, replaceOne, abort } = this.#options
    const { stageId, stageAttemptId } = manager.set
    const why = excludedText(manager, index)
    if (!replaceOne()) {
      abort(manager, why)
      return
    }
    const set = { stageId, stageAttemptId }
    tell({ type: 'unschedulableTaskSetAdded', time: clock.now(), ...set })
    const cancel = clock.after(timeoutMs, () => {
      this.#waiting.delete(manager)
      abort(manager, why)
    })
    this.#waiting.set(manager, cancel)
  }

  /** Something was launched: whoever waits has hope again. */
  clear(): void {
    if (this.#waiting.size === 0) return
    const { clock, tell } = this.#options
    for (const [{ set }, cancel] of this.#waiting) {
      cancel()
      const { stageId, stageAttemptId } = set
      tell({ type: 'unschedulableTaskSetRemoved', time: clock.now(), stageId, stageAttemptId })
    }
    this.#waiting.clear()
  }
}

const excludedText = (manager: TaskSetManager, index: number): string => {
  const { set, lastFailure } = manager
  const partition = set.tasks[index]?.partitionId ?? index
  return `Aborting ${manager.name} because task ${index} (partition ${partition}) cannot run anywhere due to node and executor excludeOnFailure. Most recent failure: ${lastFailure ?? 'none'}. What is excluded when can be configured via spark.excludeOnFailure.*`
}
