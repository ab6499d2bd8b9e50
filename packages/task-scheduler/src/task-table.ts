import { isRunning, type TaskAttempt } from './task-attempt.js'

/** What is chosen when an attempt is launched. */
export type NewAttempt = Pick<
  TaskAttempt,
  | 'taskId'
  | 'index'
  | 'partitionId'
  | 'executorId'
  | 'host'
  | 'slot'
  | 'locality'
  | 'launchTime'
  | 'speculative'
>

/** The tasks of one set: their attempts, which are done, and how often each failed. */
export class TaskTable {
  readonly #attempts: TaskAttempt[][]
  readonly #running = new Map<number, TaskAttempt>()
  readonly #done: Uint8Array
  readonly #copies: Uint16Array
  readonly #failures: Uint16Array
  #doneCount = 0

  constructor(size: number) {
    this.#attempts = Array.from({ length: size }, () => [])
    this.#done = new Uint8Array(size)
    this.#copies = new Uint16Array(size)
    this.#failures = new Uint16Array(size)
  }

  get isAllDone(): boolean {
    return this.#doneCount === this.#done.length
  }

  /** No attempt was ever made. */
  get isUntouched(): boolean {
    return this.#running.size === 0 && this.#attempts.every((attempts) => attempts.length === 0)
  }

  get runningCount(): number {
    return this.#running.size
  }

  /** Attempts that have not ended; may be changed while it is walked. */
  running(): IterableIterator<TaskAttempt> {
    return this.#running.values()
  }

  attempt(taskId: number): TaskAttempt | undefined {
    return this.#running.get(taskId)
  }

  isDone(index: number): boolean {
    return this.#done[index] === 1
  }

  /** Neither done nor running. */
  isWaiting(index: number): boolean {
    return this.#done[index] === 0 && this.#copies[index] === 0
  }

  /** Not done, and one attempt runs. */
  runsOnce(index: number): boolean {
    return this.#done[index] === 0 && this.#copies[index] === 1
  }

  /** The attempts of a task that run. */
  runningOf(index: number): TaskAttempt[] {
    return (this.#attempts[index] ?? []).filter(isRunning)
  }

  begin(launch: NewAttempt): TaskAttempt {
    const earlier = this.#attempts[launch.index] ?? []
    const attempt: TaskAttempt = {
      ...launch,
      attemptNumber: earlier.length,
      phase: 'LAUNCHING',
      finishTime: undefined,
      superseded: false,
      progress: undefined,
    }
    earlier.push(attempt)
    this.#running.set(attempt.taskId, attempt)
    this.#copies[launch.index] = (this.#copies[launch.index] ?? 0) + 1
    return attempt
  }

  /** The attempt runs no more; undefined when it did not. */
  end(taskId: number, now: number): TaskAttempt | undefined {
    const attempt = this.#running.get(taskId)
    if (attempt === undefined) return undefined
    this.#running.delete(taskId)
    this.#copies[attempt.index] = (this.#copies[attempt.index] ?? 1) - 1
    attempt.finishTime = now
    attempt.phase = 'KILLED'
    return attempt
  }

  markDone(index: number): void {
    if (this.#done[index] === 1) return
    this.#done[index] = 1
    this.#doneCount++
  }

  /** What it made is lost: it has to run again. False when it was not done. */
  undo(index: number): boolean {
    if (this.#done[index] === 0) return false
    this.#done[index] = 0
    this.#doneCount--
    return true
  }

  /** Counts a failure; returns how many there are. */
  failed(index: number): number {
    const failures = (this.#failures[index] ?? 0) + 1
    this.#failures[index] = failures
    return failures
  }

  forgiven(index: number): void {
    this.#failures[index] = 0
  }

  /** Other attempts of the same task that still run. */
  twinsOf(attempt: TaskAttempt): TaskAttempt[] {
    const all = this.#attempts[attempt.index] ?? []
    return all.filter((each) => each !== attempt && isRunning(each))
  }

  /** Attempts that succeeded on an executor. */
  succeededOn(executorId: string): TaskAttempt[] {
    return this.#attempts.flatMap((attempts) =>
      attempts.filter((each) => each.executorId === executorId && each.phase === 'SUCCESS'),
    )
  }
}
