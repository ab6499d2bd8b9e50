import type { TaskDescription, TaskState } from '@firesteel/task-messages'

/** Told of every state of an attempt, in order; `data` is an encoded task result when the state is final. */
export type ReportStatus = (state: TaskState, data: Uint8Array) => void

/**
 * Slots in this process, for local mode: an executor without a network.
 *
 * The backend chooses the slot (`description.slot`, below `slots`). A slot runs one attempt at a time, in the
 * order in which they were launched there; each is over when its final status was reported, exactly once.
 */
export interface TaskRunner {
  /** How many attempts run at once. */
  readonly slots: number
  /** Begins an attempt; never throws: what goes wrong is a reported `FAILED`. */
  launch(description: TaskDescription, report: ReportStatus): void
  /** Ends an attempt; unknown ones are ignored. With `interruptThread` its thread is terminated. */
  kill(taskId: number, interruptThread: boolean, reason: string): void
  stop(): Promise<void>
}
