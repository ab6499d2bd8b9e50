import type { SparkListenerEvent } from '@firesteel/listener-bus'
import type { ExclusionSettings } from './conf.js'
import type { Place, TaskFailureAt } from './stage-exclusion.js'

/** What an {@link ApplicationExclusion} needs. */
export interface ApplicationExclusionOptions {
  readonly settings: ExclusionSettings
  readonly now: () => number
  readonly tell: (event: SparkListenerEvent) => void
  /** Has executors ended that get no more tasks. */
  readonly kill: (executorIds: readonly string[], why: string) => void
  /** The executors there are on a host. */
  readonly executorsOn: (host: string) => readonly string[]
}

interface Failure {
  readonly task: string
  readonly expires: number
}

/**
 * Executors and hosts that get no task of any stage for a while, because too many failed there; judged by
 * the failures of sets that succeeded in the end: those of the others may be the sets' own fault.
 * @see org.apache.spark.scheduler.HealthTracker
 */
export class ApplicationExclusion {
  readonly #options: ApplicationExclusionOptions
  readonly #failures = new Map<string, { readonly host: string; list: Failure[] }>()
  /** Until when. */
  readonly #executors = new Map<string, { readonly host: string; readonly until: number }>()
  readonly #hosts = new Map<string, number>()

  constructor(options: ApplicationExclusionOptions) {
    this.#options = options
  }

  /** Whether nothing may run there; what is over is forgotten first. */
  excludes({ executorId, host }: Place): boolean {
    return this.#executors.has(executorId) || this.#hosts.has(host)
  }

  /** The executors that are excluded and still there. */
  excludedExecutors(): readonly string[] {
    return [...this.#executors.keys()]
  }

  /** A set has succeeded in spite of these failures. */
  setSucceeded(setId: string, failures: readonly TaskFailureAt[]): void {
    const { applicationTasksPerExecutor, timeoutMs } = this.#options.settings
    const now = this.#options.now()
    for (const { executorId, host, index } of failures) {
      const known = this.#failures.get(executorId) ?? { host, list: [] }
      this.#failures.set(executorId, known)
      const task = `${setId}/${index}`
      if (known.list.some((failure) => failure.task === task)) continue
      known.list.push({ task, expires: now + timeoutMs })
      if (known.list.length >= applicationTasksPerExecutor) {
        this.#exclude({ executorId, host }, known.list.length)
      }
    }
  }

  /** An output of an executor could not be fetched. */
  fetchFailed(place: Place): void {
    if (this.#options.settings.onFetchFailure) this.#exclude(place, 1)
  }

  /** Lets those in again whose time is over. */
  expire(): void {
    const { now, tell } = this.#options
    const time = now()
    for (const [executorId, { until }] of this.#executors) {
      if (until > time) continue
      this.#executors.delete(executorId)
      tell({ type: 'executorUnexcluded', time, executorId })
    }
    for (const [host, until] of this.#hosts) {
      if (until > time) continue
      this.#hosts.delete(host)
      tell({ type: 'nodeUnexcluded', time, host })
    }
    for (const [executorId, known] of this.#failures) {
      known.list = known.list.filter(({ expires }) => expires > time)
      if (known.list.length === 0) this.#failures.delete(executorId)
    }
  }

  /** The executor is gone; that it was excluded still counts against its host. */
  executorRemoved(executorId: string): void {
    this.#failures.delete(executorId)
  }

  #exclude({ executorId, host }: Place, taskFailures: number): void {
    if (this.#executors.has(executorId)) return
    const { settings, now, tell, kill } = this.#options
    const time = now()
    const until = time + settings.timeoutMs
    this.#executors.set(executorId, { host, until })
    tell({ type: 'executorExcluded', time, executorId, taskFailures })
    if (settings.killsExecutors) {
      kill([executorId], `executor ${executorId} is excluded: ${taskFailures} tasks failed on it`)
    }
    const failed = [...this.#executors.values()].filter((each) => each.host === host).length
    if (failed < settings.applicationExecutorsPerHost || this.#hosts.has(host)) return
    this.#hosts.set(host, until)
    tell({ type: 'nodeExcluded', time, host, executorFailures: failed })
    if (!settings.killsExecutors) return
    kill(this.#options.executorsOn(host), `host ${host} is excluded: ${failed} executors failed`)
  }
}
