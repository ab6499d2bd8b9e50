import type {
  AppId,
  DriverId,
  DriverStateChanged,
  ExecutorStateChanged,
  LaunchDriver,
  LaunchExecutor,
} from '@firesteel/deploy-messages'
import type { Logger } from '@firesteel/logging'

/**
 * What a handler says should happen. In production it is bound to RPC, processes and directories, in
 * tests to an array.
 */
export interface Out {
  readonly now: number
  readonly logger: Logger
  /** That of the Master whose orders count; undefined while there is none. */
  readonly masterUrl: string | undefined
  readonly retainedExecutors: number
  readonly retainedDrivers: number
  /** The directory that an executor will have. */
  executorDir(appId: AppId, execId: number): string
  startExecutor(launch: LaunchExecutor): void
  /** `id` is `<appId>/<execId>`. */
  killExecutor(id: string): void
  startDriver(launch: LaunchDriver): void
  killDriver(id: DriverId): void
  /** Tells the Master, until it acknowledges. */
  reportExecutor(change: ExecutorStateChanged): void
  reportDriver(change: DriverStateChanged): void
  /** What an executor left is nobody's, but for its map outputs. */
  executorGone(appId: AppId, execId: number): void
  /** Deletes the local directories of an application. */
  removeLocalDirs(appId: AppId): void
  /** Tells the Master that nothing more is to be placed here. */
  announceDecommission(): void
}
