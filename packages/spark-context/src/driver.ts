import type { DagScheduler } from '@firesteel/dag-scheduler'
import type { ExecutorControl } from '@firesteel/scheduler-backend'
import type { BlockDirectory } from '@firesteel/storage'
import type { PoolInfo } from '@firesteel/task-scheduler'

/** A driver that runs: what a context hands its jobs to. */
export interface Driver {
  readonly dag: DagScheduler
  readonly applicationId: string
  /** Slots in total, once enough executors have come. */
  readonly slots: Promise<number>
  /** The pools that jobs share the cluster through. */
  pools(): PoolInfo[]
  /** Ends one attempt of a task, which is tried again; false when it does not run. */
  killTaskAttempt(taskId: number, interruptThread: boolean, reason: string): boolean
  /** What is kept of which dataset, and by whom. */
  readonly blocks: Pick<BlockDirectory, 'rddLocations' | 'rddStorage' | 'storageMemory'>
  /** Makes everybody forget the kept partitions of a dataset. */
  removeRdd(rddId: number): Promise<unknown>
  /** The executors of a cluster; undefined in local mode. */
  readonly executors?:
    | { readonly ids: () => readonly string[]; readonly control: ExecutorControl }
    | undefined
  /** Makes every executor forget its copy of a broadcast. */
  removeBroadcast(broadcastId: number): Promise<unknown>
  /** Makes everybody forget the outputs of a shuffle and delete its files; no job may need it. */
  removeShuffle(shuffleId: number): Promise<unknown>
  /** Ends jobs, executors and connections, in this order. */
  stop(): Promise<void>
}
