import { SparkError } from '@firesteel/errors'
import { TaskContext } from './task-context.js'

/** One task of a barrier stage, as the others see it. @see org.apache.spark.BarrierTaskInfo */
export interface BarrierTaskInfo {
  /** `host:port` of the executor that runs it. */
  readonly address: string
}

/** How a task of a barrier stage meets the others; given to it by whoever runs it. */
export interface BarrierLink {
  /** `host:port` by partition. */
  readonly addresses: readonly string[]
  /** Resolves when every task of the stage has asked for the same, with their messages by partition. */
  sync(kind: BarrierKind, message: string): Promise<readonly string[]>
}

/** What tasks meet for. */
export type BarrierKind = 'barrier' | 'allGather'

/** A barrier was asked for where there is none. */
export class NoBarrierError extends SparkError {
  constructor() {
    super(
      'RDD_NO_BARRIER',
      'BarrierTaskContext.get() was called outside of a barrier task: only the function of rdd.barrier().mapPartitions(fn) has one',
    )
  }
}

/**
 * What a task of a barrier stage knows of itself, and its way to the others, which all run at the same time.
 * @see org.apache.spark.BarrierTaskContext
 * @example
 * rdd.barrier().mapPartitions(async (rows) => {
 *   const context = BarrierTaskContext.get()
 *   const sizes = await context.allGather(String([...rows].length))
 *   return [sizes.join()]
 * })
 */
export interface BarrierTaskContext extends TaskContext {
  /** Resolves when every task of the stage has called it; rejects when one of them cannot any more. */
  barrier(): Promise<void>
  /** As {@link barrier}, and gives every task the messages of all, by partition. */
  allGather(message: string): Promise<readonly string[]>
  /** Every task of the stage, by partition. */
  getTaskInfos(): readonly BarrierTaskInfo[]
}

/** Finds the running barrier task; throws {@link NoBarrierError} where there is none. */
export const BarrierTaskContext = {
  get(): BarrierTaskContext {
    const context = TaskContext.get()
    const link = context?.barrierLink
    if (context === undefined || link === undefined) throw new NoBarrierError()
    return {
      ...context,
      barrier: async () => void (await link.sync('barrier', '')),
      allGather: (message) => link.sync('allGather', message),
      getTaskInfos: () => link.addresses.map((address) => ({ address })),
    }
  },
}
