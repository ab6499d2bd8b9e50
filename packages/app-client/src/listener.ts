import type { AppId, WorkerId } from '@firesteel/deploy-messages'

/** An executor that the Master gave to the application. */
export interface AddedExecutor {
  /** `<appId>/<number>` */
  readonly fullId: string
  readonly workerId: WorkerId
  /** Of the worker. */
  readonly hostPort: string
  readonly cores: number
  readonly memoryMb: number
}

/** An executor that ended. */
export interface RemovedExecutor {
  readonly fullId: string
  readonly message: string
  /** Absent when the process did not exit by itself. */
  readonly exitStatus?: number | undefined
  /** Present when its whole worker is lost. */
  readonly workerHost?: string | undefined
}

/**
 * What an application hears from the cluster, one call at a time.
 * @see org.apache.spark.deploy.client.StandaloneAppClientListener
 */
export interface AppClientListener {
  /** A Master holds the registration; called again, perhaps with another id, after a Master was lost. */
  connected(appId: AppId): void
  /** The Master is gone and is being searched for; executors go on. Once per loss. */
  disconnected(): void
  /** It is over: no Master was found, the Master ended the application, or it was stopped. At most once. */
  dead(reason: string, error?: Error): void
  /** An executor was placed; it may not run yet. */
  executorAdded(executor: AddedExecutor): void
  executorRemoved(executor: RemovedExecutor): void
  /** Its worker leaves: it runs on and gets no successor of the same id. */
  executorDecommissioned(executor: {
    readonly fullId: string
    readonly message: string
    readonly workerHost?: string | undefined
  }): void
  /** A worker is gone, and what it stored with it. */
  workerRemoved(worker: {
    readonly id: WorkerId
    readonly host: string
    readonly message: string
  }): void
}
