import type { Transitions } from '@firesteel/deploy-messages/wire'
import * as z from 'zod/mini'

/** @see org.apache.spark.TaskState */
export const TASK_STATES = ['LAUNCHING', 'RUNNING', 'FINISHED', 'FAILED', 'KILLED', 'LOST'] as const
/** Where one attempt of a task is in its life. */
export type TaskState = (typeof TASK_STATES)[number]
/** What a {@link TaskState} looks like on the wire. */
export const taskStateSchema = z.enum(TASK_STATES)

/** The states that end an attempt. */
export type FinalTaskState = Exclude<TaskState, 'LAUNCHING' | 'RUNNING'>

/** True when the attempt is over and its slot is free. */
export const isTaskFinished = (state: TaskState): state is FinalTaskState =>
  state !== 'LAUNCHING' && state !== 'RUNNING'

/** True when the attempt is over without a result and was not called off. */
export const isTaskFailed = (state: TaskState): boolean => state === 'LOST' || state === 'FAILED'

const over = {
  LAUNCHING: 'ignore',
  RUNNING: 'ignore',
  FINISHED: 'ignore',
  FAILED: 'ignore',
  KILLED: 'ignore',
  LOST: 'ignore',
} as const

/** What a status update makes of an attempt; the first final state holds. */
export const taskTransitions: Transitions<TaskState> = {
  LAUNCHING: {
    LAUNCHING: 'ignore',
    RUNNING: 'RUNNING',
    FINISHED: 'FINISHED',
    FAILED: 'FAILED',
    KILLED: 'KILLED',
    LOST: 'LOST',
  },
  RUNNING: {
    LAUNCHING: 'reject',
    RUNNING: 'ignore',
    FINISHED: 'FINISHED',
    FAILED: 'FAILED',
    KILLED: 'KILLED',
    LOST: 'LOST',
  },
  FINISHED: over,
  FAILED: over,
  KILLED: over,
  LOST: over,
}
