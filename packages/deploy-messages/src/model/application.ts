import * as z from 'zod/mini'
import { type Command, commandSchema } from './command.js'
import { type ExecutorSnapshot, executorSnapshotSchema } from './executor.js'
import { type AppId, appIdSchema } from './ids.js'
import { type ResourceRequirements, resourceRequirementsSchema } from './resources.js'
import type { Transitions } from './transitions.js'

/** @see org.apache.spark.deploy.master.ApplicationState */
export const APPLICATION_STATES = [
  'WAITING',
  'RUNNING',
  'FINISHED',
  'FAILED',
  'KILLED',
  'UNKNOWN',
] as const
/** Where an application is in its life. */
export type ApplicationState = (typeof APPLICATION_STATES)[number]
/** What an {@link ApplicationState} looks like on the wire. */
export const applicationStateSchema = z.enum(APPLICATION_STATES)

const over = {
  WAITING: 'ignore',
  RUNNING: 'ignore',
  FINISHED: 'ignore',
  FAILED: 'ignore',
  KILLED: 'ignore',
  UNKNOWN: 'reject',
} as const

/** UNKNOWN is an application that a recovering Master remembers and that has not answered yet. */
export const applicationTransitions: Transitions<ApplicationState> = {
  WAITING: {
    WAITING: 'ignore',
    RUNNING: 'RUNNING',
    FINISHED: 'FINISHED',
    FAILED: 'FAILED',
    KILLED: 'KILLED',
    UNKNOWN: 'UNKNOWN',
  },
  RUNNING: {
    WAITING: 'ignore',
    RUNNING: 'ignore',
    FINISHED: 'FINISHED',
    FAILED: 'FAILED',
    KILLED: 'KILLED',
    UNKNOWN: 'reject',
  },
  FINISHED: over,
  FAILED: over,
  KILLED: over,
  UNKNOWN: {
    WAITING: 'WAITING',
    RUNNING: 'reject',
    FINISHED: 'FINISHED',
    FAILED: 'FAILED',
    KILLED: 'KILLED',
    UNKNOWN: 'ignore',
  },
}

/** What one executor of a resource profile needs. */
export interface ExecutorProfile {
  /** Cores of each executor; all free cores of a worker, one executor per worker, when absent. */
  readonly executorCores?: number | undefined
  readonly executorMemoryMb: number
  readonly resources: ResourceRequirements
}
/** What an {@link ExecutorProfile} looks like on the wire. */
export const executorProfileSchema: z.ZodMiniType<ExecutorProfile> = z.object({
  executorCores: z.optional(z.int().check(z.positive())),
  executorMemoryMb: z.number().check(z.nonnegative()),
  resources: resourceRequirementsSchema,
})

/** How many executors an application wants of one resource profile. */
export interface ExecutorTotal {
  /** 0 is the application's default profile. */
  readonly rpId: number
  readonly total: number
  /** What the profile is; may be absent for profile 0 and for one that was told before. */
  readonly profile?: ExecutorProfile | undefined
}
/** What an {@link ExecutorTotal} looks like on the wire. */
export const executorTotalSchema: z.ZodMiniType<ExecutorTotal> = z.object({
  rpId: z.int().check(z.nonnegative()),
  total: z.int().check(z.nonnegative()),
  profile: z.optional(executorProfileSchema),
})

/** What an application wants of the cluster. @see org.apache.spark.deploy.ApplicationDescription */
export interface ApplicationDescription {
  readonly name: string
  /** Cores in all; `spark.deploy.defaultCores` when absent. */
  readonly maxCores?: number | undefined
  readonly command: Command
  /** Empty when the application shows no page. */
  readonly appUiUrl: string
  readonly defaultProfile: ExecutorProfile
  readonly eventLogDir?: string | undefined
  /** Executors to start with; as many as fit when absent, 0 with dynamic allocation. */
  readonly initialExecutorLimit?: number | undefined
  readonly user: string
}
/** What an {@link ApplicationDescription} looks like on the wire. */
export const applicationDescriptionSchema: z.ZodMiniType<ApplicationDescription> = z.object({
  name: z.string(),
  maxCores: z.optional(z.int().check(z.nonnegative())),
  command: commandSchema,
  appUiUrl: z.string(),
  defaultProfile: executorProfileSchema,
  eventLogDir: z.optional(z.string()),
  initialExecutorLimit: z.optional(z.int().check(z.nonnegative())),
  user: z.string(),
})

/** One application as pages and tools show it. */
export interface ApplicationSnapshot {
  readonly id: AppId
  readonly name: string
  readonly user: string
  readonly state: ApplicationState
  readonly startedAt: number
  readonly endedAt?: number | undefined
  readonly coresGranted: number
  readonly maxCores?: number | undefined
  readonly memoryPerExecutorMb: number
  readonly appUiUrl: string
  readonly executors: readonly ExecutorSnapshot[]
}
/** What an {@link ApplicationSnapshot} looks like on the wire. */
export const applicationSnapshotSchema: z.ZodMiniType<ApplicationSnapshot> = z.object({
  id: appIdSchema,
  name: z.string(),
  user: z.string(),
  state: applicationStateSchema,
  startedAt: z.number(),
  endedAt: z.optional(z.number()),
  coresGranted: z.int(),
  maxCores: z.optional(z.int()),
  memoryPerExecutorMb: z.number(),
  appUiUrl: z.string(),
  executors: z.array(executorSnapshotSchema),
})
