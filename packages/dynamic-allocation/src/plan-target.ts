import type { AllocationSettings } from './conf.js'

/** How much there is to do, and who is there to do it. */
export interface Backlog {
  /** Tasks that wait for a slot. */
  readonly pending: number
  /** Second attempts of slow tasks that wait for a slot. */
  readonly pendingSpeculative: number
  readonly running: number
  /** Tasks that one executor runs at once. */
  readonly slotsPerExecutor: number
  /** Executors that are there and stay. */
  readonly liveExecutors: number
}

/** What is remembered from one look at the backlog to the next. */
export interface TargetState {
  /** Executors that the cluster was asked for. */
  readonly target: number
  /** Executors to add next: 1, 2, 4, … while the backlog lasts. */
  readonly step: number
  /** When to add; undefined while nothing waits. */
  readonly addAtMs: number | undefined
  /** Nothing was submitted yet and nobody was idle for too long: the target stays what it was to begin with. */
  readonly isInitializing: boolean
}

type Bounds = Pick<
  AllocationSettings,
  'minExecutors' | 'maxExecutors' | 'allocationRatio' | 'sustainedBacklogTimeoutMs'
>

/** Executors that would run everything at once. */
export function neededExecutors(backlog: Backlog, allocationRatio: number): number {
  const { pending, pendingSpeculative, running, slotsPerExecutor } = backlog
  const tasks = pending + pendingSpeculative + running
  const needed = Math.ceil((tasks * allocationRatio) / slotsPerExecutor)
  // A second attempt on the executor of the first would be as slow.
  const isAlone = needed === 1 && slotsPerExecutor > 1
  return isAlone && pendingSpeculative > 0 ? needed + 1 : needed
}

/**
 * The target for `now`: less at once when there is less to do (which kills nobody), more in growing steps
 * while tasks go on waiting.
 * @see org.apache.spark.ExecutorAllocationManager#updateAndSyncNumExecutorsTarget
 */
export function planTarget(
  state: TargetState,
  backlog: Backlog,
  { settings, now }: { readonly settings: Bounds; readonly now: number },
): TargetState {
  if (state.isInitializing) return state
  const needed = neededExecutors(backlog, settings.allocationRatio)
  if (needed < state.target) {
    return { ...state, target: clamp(needed, settings), step: 1 }
  }
  if (state.addAtMs === undefined || now < state.addAtMs) return state
  const addAtMs = now + settings.sustainedBacklogTimeoutMs
  if (state.target >= settings.maxExecutors) return { ...state, step: 1, addAtMs }
  // What the cluster was asked for may be less than what it gave meanwhile.
  const wanted = Math.max(state.target, backlog.liveExecutors) + state.step
  const target = clamp(Math.min(wanted, needed), settings)
  const step = target - state.target === state.step ? state.step * 2 : 1
  return { ...state, target, step, addAtMs }
}

const clamp = (count: number, { minExecutors, maxExecutors }: Bounds): number =>
  Math.max(minExecutors, Math.min(maxExecutors, count))
