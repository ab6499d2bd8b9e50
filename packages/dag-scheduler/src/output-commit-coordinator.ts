import { type Logger, silentLogger } from '@firesteel/logging'
import type { TaskEndReason } from '@firesteel/task-messages'

/** One attempt of one task, as those name themselves that want to commit. */
export interface CommitAttempt {
  readonly stageId: number
  readonly stageAttemptId: number
  readonly partitionId: number
  readonly attemptNumber: number
}

/** What is known of one partition's output. */
interface Partition {
  /** Who may commit, or has. */
  holder: string | undefined
  /** Who ended badly, and may never. */
  readonly failed: Set<string>
}

const idOf = ({ stageAttemptId, attemptNumber }: CommitAttempt): string =>
  `${stageAttemptId}.${attemptNumber}`

/**
 * Lets one attempt of each task put its output in its place: the first that asks. When that one ends
 * badly another may.
 *
 *   (nobody) ─asks→ held ─the holder ends badly→ (nobody)
 *                   held ─another asks→ denied
 *
 * @see org.apache.spark.scheduler.OutputCommitCoordinator
 */
export class OutputCommitCoordinator {
  readonly #stages = new Map<number, Map<number, Partition>>()
  readonly #logger: Logger

  constructor(logger: Logger = silentLogger) {
    this.#logger = logger
  }

  /** A stage begins, or is tried again: what was committed stays. */
  stageStart(stageId: number): void {
    if (!this.#stages.has(stageId)) this.#stages.set(stageId, new Map())
  }

  /** No attempt of the stage may commit any more. */
  stageEnd(stageId: number): void {
    this.#stages.delete(stageId)
  }

  /** Whether this attempt may commit; asked again it hears the same. */
  canCommit(attempt: CommitAttempt): boolean {
    const partition = this.#partition(attempt)
    if (partition === undefined) {
      this.#logger.info({ ...attempt }, 'a task of a stage that is over wants to commit: denied')
      return false
    }
    const id = idOf(attempt)
    if (partition.failed.has(id)) return false
    partition.holder ??= id
    if (partition.holder === id) return true
    this.#logger.info({ ...attempt, holder: partition.holder }, 'denied a commit')
    return false
  }

  /** An attempt ended: what it held is free unless it ended well. */
  taskCompleted(attempt: CommitAttempt, reason: TaskEndReason): void {
    if (reason.kind === 'Success' || reason.kind === 'TaskCommitDenied') return
    const partition = this.#partition(attempt)
    if (partition === undefined) return
    const id = idOf(attempt)
    partition.failed.add(id)
    if (partition.holder === id) partition.holder = undefined
  }

  /** How many stages it knows; none when no job is active. */
  get size(): number {
    return this.#stages.size
  }

  #partition({ stageId, partitionId }: CommitAttempt): Partition | undefined {
    const partitions = this.#stages.get(stageId)
    if (partitions === undefined) return undefined
    let partition = partitions.get(partitionId)
    if (partition === undefined) {
      partition = { holder: undefined, failed: new Set() }
      partitions.set(partitionId, partition)
    }
    return partition
  }
}
