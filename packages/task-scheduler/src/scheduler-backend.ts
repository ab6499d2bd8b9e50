import type { ExecutorInfo } from '@firesteel/listener-bus'
import type { IndirectTaskResult, TaskDescription, TaskState } from '@firesteel/task-messages'
import type { ExecutorLossReason } from './executor-loss-reason.js'
import type { WorkerOffer } from './worker-offer.js'

/**
 * What the task scheduler runs on: threads of this process, or executors elsewhere.
 *
 * A backend owns executors and their slots. It offers free slots to its {@link TaskSource}, launches
 * what it gets back, and reports every state of every task it launched, in order.
 * @see org.apache.spark.scheduler.SchedulerBackend
 */
export interface SchedulerBackend {
  /** Connects; called once. Settles when tasks may be submitted (executors may come later). */
  start(): Promise<void>
  /** Ends its executors; called once. */
  stop(): Promise<void>
  /** There are tasks: makes offers soon, never synchronously. */
  reviveOffers(): void
  /** Ends an attempt; its final status arrives as usual. Unknown tasks are ignored. */
  killTask(taskId: number, executorId: string, interruptThread: boolean, reason: string): void
  /**
   * The bytes of a result that was too large to be sent, from the executor that keeps it, which then
   * forgets it. Rejects when it is lost. Absent where results are never kept back.
   */
  fetchResult?(result: IndirectTaskResult): Promise<Uint8Array>
  /** Ends executors that get no more tasks, so that others may come; absent where there are no others. */
  killExecutors?(executorIds: readonly string[], why: string): void
  /** Settles when enough executors registered, or the wait for them is over. */
  readonly ready: Promise<void>
  isReady(): boolean
  /** Slots in total; meaningful once `ready`. */
  defaultParallelism(): number
  /** Known once `start` has settled. */
  applicationId(): string
}

/**
 * What a backend may tell and ask the scheduler above it.
 * @see org.apache.spark.scheduler.TaskSchedulerImpl
 */
export interface TaskSource {
  /** Free slots of executors that were added, all or some: the attempts to launch on them now. */
  resourceOffers(offers: readonly WorkerOffer[]): TaskDescription[]
  /** `data` is an encoded task result when the state is final. */
  statusUpdate(taskId: number, state: TaskState, data: Uint8Array): void
  executorAdded(executorId: string, info: ExecutorInfo): void
  /** After this no attempt runs there. Told once, except that `LossReasonPending` comes before. */
  executorLost(executorId: string, reason: ExecutorLossReason): void
  /** The executor is about to leave, and will be gone at `endsAt` by the clock. */
  executorLeaves(executorId: string, endsAt: number): void
  workerRemoved(workerId: string, host: string, message: string): void
  /** An attempt cannot even be sent: its whole set is given up with `message`. */
  abortTaskSet(taskId: number, message: string): void
  /** The backend cannot go on: every running set is given up. */
  error(message: string): void
}
