import * as z from 'zod/mini'
import { type AppId, appIdSchema } from './ids.js'
import { type Resources, resourcesSchema } from './resources.js'
import type { Transitions } from './transitions.js'

/** @see org.apache.spark.deploy.ExecutorState */
export const EXECUTOR_STATES = [
  'LAUNCHING',
  'RUNNING',
  'KILLED',
  'FAILED',
  'LOST',
  'EXITED',
  'DECOMMISSIONED',
] as const
/** Where an executor is in its life. */
export type ExecutorState = (typeof EXECUTOR_STATES)[number]
/** What an {@link ExecutorState} looks like on the wire. */
export const executorStateSchema = z.enum(EXECUTOR_STATES)

const FINISHED: ReadonlySet<ExecutorState> = new Set(['KILLED', 'FAILED', 'LOST', 'EXITED'])
/** True when the executor's process is gone; a decommissioned executor still runs. */
export const isExecutorFinished = (state: ExecutorState): boolean => FINISHED.has(state)

const over = {
  LAUNCHING: 'ignore',
  RUNNING: 'ignore',
  KILLED: 'ignore',
  FAILED: 'ignore',
  LOST: 'ignore',
  EXITED: 'ignore',
  DECOMMISSIONED: 'ignore',
} as const

/** What a report makes of an executor. Reports are asked and repeated, so a repetition is ignored. */
export const executorTransitions: Transitions<ExecutorState> = {
  LAUNCHING: {
    LAUNCHING: 'ignore',
    RUNNING: 'RUNNING',
    KILLED: 'KILLED',
    FAILED: 'FAILED',
    LOST: 'LOST',
    EXITED: 'EXITED',
    DECOMMISSIONED: 'DECOMMISSIONED',
  },
  RUNNING: {
    LAUNCHING: 'reject',
    RUNNING: 'ignore',
    KILLED: 'KILLED',
    FAILED: 'FAILED',
    LOST: 'LOST',
    EXITED: 'EXITED',
    DECOMMISSIONED: 'DECOMMISSIONED',
  },
  KILLED: over,
  FAILED: over,
  LOST: over,
  EXITED: over,
  DECOMMISSIONED: {
    LAUNCHING: 'reject',
    RUNNING: 'ignore',
    KILLED: 'KILLED',
    FAILED: 'FAILED',
    LOST: 'LOST',
    EXITED: 'EXITED',
    DECOMMISSIONED: 'ignore',
  },
}

/** What a Worker tells about one executor that runs on it. */
export interface ExecutorDescription {
  readonly appId: AppId
  readonly execId: number
  /** The resource profile; 0 is the application's default one. */
  readonly rpId: number
  readonly memoryMb: number
  readonly cores: number
  readonly state: ExecutorState
}
/** What an {@link ExecutorDescription} looks like on the wire. */
export const executorDescriptionSchema: z.ZodMiniType<ExecutorDescription> = z.object({
  appId: appIdSchema,
  execId: z.int().check(z.nonnegative()),
  rpId: z.int().check(z.nonnegative()),
  memoryMb: z.number(),
  cores: z.int(),
  state: executorStateSchema,
})

/** One executor as pages and tools show it. */
export interface ExecutorSnapshot extends ExecutorDescription {
  readonly workerId?: string | undefined
  readonly resources: Resources
  /** The application's name. */
  readonly appName?: string | undefined
  /** Where its stdout and stderr are, on the worker's disk. */
  readonly directory?: string | undefined
  readonly message?: string | undefined
  readonly exitStatus?: number | undefined
}
/** What an {@link ExecutorSnapshot} looks like on the wire. */
export const executorSnapshotSchema: z.ZodMiniType<ExecutorSnapshot> = z.object({
  appId: appIdSchema,
  execId: z.int().check(z.nonnegative()),
  rpId: z.int().check(z.nonnegative()),
  memoryMb: z.number(),
  cores: z.int(),
  state: executorStateSchema,
  workerId: z.optional(z.string()),
  resources: resourcesSchema,
  appName: z.optional(z.string()),
  directory: z.optional(z.string()),
  message: z.optional(z.string()),
  exitStatus: z.optional(z.int()),
})
