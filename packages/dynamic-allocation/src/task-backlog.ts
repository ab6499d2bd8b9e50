import type { StageCompleted, StageSubmitted, TaskEnd, TaskStart } from '@firesteel/listener-bus'

interface StageLoad {
  readonly tasks: number
  /** Tasks that were started, and not for nothing. */
  readonly begun: Set<number>
}

const keyOf = (stageId: number, attemptId: number): string => `${stageId}.${attemptId}`

/** How many tasks wait and how many run, from what happens to stages and tasks. */
export class TaskBacklog {
  readonly #stages = new Map<string, StageLoad>()
  readonly #running = new Map<string, number>()

  /** Tasks of active stages that nobody runs or ran. */
  get pending(): number {
    let pending = 0
    for (const { tasks, begun } of this.#stages.values()) pending += tasks - begun.size
    return pending
  }

  /** Attempts that run, those of superseded stages included. */
  get running(): number {
    let running = 0
    for (const count of this.#running.values()) running += count
    return running
  }

  /** Whether a stage is active. */
  get hasStages(): boolean {
    return this.#stages.size > 0
  }

  stageSubmitted({ stage }: Pick<StageSubmitted, 'stage'>): void {
    const { stageId, stageAttemptId, numTasks } = stage
    this.#stages.set(keyOf(stageId, stageAttemptId), { tasks: numTasks, begun: new Set() })
  }

  stageCompleted({ stage }: Pick<StageCompleted, 'stage'>): void {
    this.#stages.delete(keyOf(stage.stageId, stage.stageAttemptId))
  }

  taskStarted({ stageId, stageAttemptId, task }: Omit<TaskStart, 'type' | 'time'>): void {
    const key = keyOf(stageId, stageAttemptId)
    this.#running.set(key, (this.#running.get(key) ?? 0) + 1)
    if (!task.speculative) this.#stages.get(key)?.begun.add(task.index)
  }

  taskEnded({
    stageId,
    stageAttemptId,
    task,
    reason,
  }: Pick<TaskEnd, 'stageId' | 'stageAttemptId' | 'task' | 'reason'>): void {
    const key = keyOf(stageId, stageAttemptId)
    if (reason.kind === 'Resubmitted') {
      // It ran and ended before: what it made is lost, and it waits again.
      this.#stages.get(key)?.begun.delete(task.index)
      return
    }
    const running = (this.#running.get(key) ?? 0) - 1
    if (running > 0) this.#running.set(key, running)
    else this.#running.delete(key)
    // One that was killed either has a twin that succeeded or belongs to a stage that is over.
    if (reason.kind === 'Success' || reason.kind === 'TaskKilled' || task.speculative) return
    this.#stages.get(key)?.begun.delete(task.index)
  }
}
