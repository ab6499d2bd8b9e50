import type { BarrierLink } from './barrier-task-context.js'

/**
 * What a task may know of itself, from inside a closure: `TaskContext.get()`.
 * @see org.apache.spark.TaskContext
 */
export interface TaskContext {
  readonly stageId: number
  readonly stageAttemptNumber: number
  readonly partitionId: number
  /** How often this task was tried before: 0 at first. */
  readonly attemptNumber: number
  /** Unique among all task attempts of the application. */
  readonly taskAttemptId: number
  readonly executorId: string
  /** The task slot (thread) it runs in. */
  readonly slot: number
  readonly properties: Readonly<Record<string, string>>
  isInterrupted(): boolean
  /** Of a task of a barrier stage; users find it at BarrierTaskContext. */
  readonly barrierLink?: BarrierLink | undefined
}

/** Kept on globalThis: the application's bundle and the slot may load this package twice. */
const KEY = Symbol.for('firesteel.taskContext')
const holder = globalThis as { [KEY]?: TaskContext | undefined }

/** Finds the running task: undefined on the driver. */
export const TaskContext = {
  get(): TaskContext | undefined {
    return holder[KEY]
  },
}

/** For those who run tasks: sets what {@link TaskContext.get} answers in this thread. */
export function setTaskContext(context: TaskContext | undefined): void {
  holder[KEY] = context
}
