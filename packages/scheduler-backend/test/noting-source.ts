import type { TaskDescription, TaskState } from '@firesteel/task-messages'
import type { ExecutorLossReason, TaskSource, WorkerOffer } from '@firesteel/task-scheduler'

/** A scheduler that notes what it is told and gives out the tasks it was given. */
export class NotingSource implements TaskSource {
  readonly told: string[] = []
  readonly reasons: ExecutorLossReason[] = []
  readonly offers: WorkerOffer[] = []
  readonly tasks: Omit<TaskDescription, 'executorId' | 'slot'>[] = []

  resourceOffers(offers: readonly WorkerOffer[]): TaskDescription[] {
    this.offers.push(...offers)
    return offers.flatMap(({ executorId, freeSlots }) => {
      const task = this.tasks.shift()
      return task === undefined ? [] : [{ ...task, executorId, slot: freeSlots[0] ?? 0 }]
    })
  }
  statusUpdate(taskId: number, state: TaskState): void {
    this.told.push(`${taskId} ${state}`)
  }
  executorAdded(executorId: string): void {
    this.told.push(`added ${executorId}`)
  }
  executorLost(executorId: string, reason: ExecutorLossReason): void {
    this.told.push(`lost ${executorId} ${reason.kind}`)
    this.reasons.push(reason)
  }
  executorLeaves(executorId: string, endsAt: number): void {
    this.told.push(`leaves ${executorId} ${endsAt}`)
  }
  workerRemoved(workerId: string, host: string): void {
    this.told.push(`worker ${workerId} ${host}`)
  }
  abortTaskSet(taskId: number, message: string): void {
    this.told.push(`abort ${taskId} ${message}`)
  }
  error(message: string): void {
    this.told.push(`error ${message}`)
  }
}

export const aTask = (taskId: number): Omit<TaskDescription, 'executorId' | 'slot'> => ({
  taskId,
  attemptNumber: 0,
  name: `task ${taskId}`,
  index: taskId,
  partitionId: taskId,
  stageId: 0,
  stageAttemptId: 0,
  jobId: 0,
  cpus: 1,
  properties: {},
  binaryId: 'b',
  binary: new Uint8Array(),
  partition: new Uint8Array(),
  inputs: new Uint8Array(),
})

export const noRunner = {
  slots: 1,
  launch: () => {},
  kill: () => {},
  stop: () => Promise.resolve(),
}
