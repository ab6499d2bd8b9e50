import type { Clock } from '@firesteel/clock'
import type { SparkConf } from '@firesteel/conf'
import type { Logger } from '@firesteel/logging'

/** Who an executor is and where it belongs. */
export interface ExecutorOptions {
  /** `spark://CoarseGrainedScheduler@host:port` */
  readonly driverUrl: string
  readonly executorId: string
  readonly appId: string
  /** The name that others reach this host by. */
  readonly hostname: string
  /** The address to serve blocks at; `hostname` unless said. */
  readonly bindAddress?: string | undefined
  /** Task slots. */
  readonly cores: number
  readonly workerUrl?: string | undefined
  readonly resourceProfileId: number
  /** Settings that this process was started with. */
  readonly conf: SparkConf
  readonly env: Record<string, string | undefined>
  /** Where the application's files go. */
  readonly workDir: string
  readonly clock: Clock
  readonly logger: Logger
  readonly random: () => number
  readonly ids: () => string
  /** Aborted when the process is asked to end by a signal. */
  readonly terminated?: AbortSignal | undefined
  /** Aborted when the process is asked by a signal to leave in order. */
  readonly decommissioned?: AbortSignal | undefined
}
