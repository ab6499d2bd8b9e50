import type { Clock } from '@firesteel/clock'
import type { Resources } from '@firesteel/deploy-messages'
import type { Logger } from '@firesteel/logging'
import type { RetrySchedule } from '@firesteel/master-link'
import type { RpcAddress, RpcEnv } from '@firesteel/rpc-core'
import type { WorkerEntries, WorkerOptions } from './conf.js'
import type { ProcessLauncher } from './process-launcher.js'
import type { ShuffleFiles } from './shuffle-files.js'

/** What a Worker is made of. */
export interface WorkerParts {
  /** A server: executors and the Master reach the worker at its address. */
  readonly env: RpcEnv
  readonly masters: readonly RpcAddress[]
  readonly options: WorkerOptions
  readonly entries: WorkerEntries
  /** Cores to give away. */
  readonly cores: number
  /** Memory to give away, in MiB. */
  readonly memoryMb: number
  readonly resources?: Resources | undefined
  /** Empty (or absent) when the worker shows no page. */
  readonly webUiUrl?: string | undefined
  /** The cluster's secret: handed to what is started here. */
  readonly secret?: string | undefined
  /** When to look for a Master; the worker's own schedule. */
  readonly schedule: RetrySchedule
  /** The worker cannot go on; its process should exit. Told at most once. */
  readonly onGaveUp: (error: Error) => void
  /** A Master took the worker, now or again. */
  readonly onRegistered?: ((masterUrl: string) => void) | undefined
  /** Serves map outputs beyond the life of executors; without it these serve their own. */
  readonly shuffle?: ShuffleFiles | undefined
  readonly launcher?: ProcessLauncher | undefined
  /** What children may inherit from, by an allow-list; `process.env` unless said. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined
  /** Makes identities; nanoid unless said. */
  readonly newId?: (() => string) | undefined
  readonly clock?: Clock | undefined
  readonly logger?: Logger | undefined
}
