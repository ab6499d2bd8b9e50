import * as z from 'zod/mini'
import { type Command, commandSchema } from './command.js'
import { type DriverId, driverIdSchema } from './ids.js'
import { type ResourceRequirements, resourceRequirementsSchema } from './resources.js'
import type { Transitions } from './transitions.js'

/** @see org.apache.spark.deploy.master.DriverState */
export const DRIVER_STATES = [
  'SUBMITTED',
  'RUNNING',
  'FINISHED',
  'RELAUNCHING',
  'UNKNOWN',
  'KILLED',
  'FAILED',
  'ERROR',
] as const
/** Where a driver that the cluster runs is in its life. */
export type DriverState = (typeof DRIVER_STATES)[number]
/** What a {@link DriverState} looks like on the wire. */
export const driverStateSchema = z.enum(DRIVER_STATES)

/** The states in which a Worker may report a driver. */
export const FINAL_DRIVER_STATES = ['FINISHED', 'KILLED', 'FAILED', 'ERROR'] as const
/** One of {@link FINAL_DRIVER_STATES}. */
export type FinalDriverState = (typeof FINAL_DRIVER_STATES)[number]

/** True when the driver will not run again under this id. */
export const isDriverFinished = (state: DriverState): boolean =>
  state === 'RELAUNCHING' || FINAL_DRIVER_STATES.some((final) => final === state)

const over = {
  SUBMITTED: 'ignore',
  RUNNING: 'ignore',
  FINISHED: 'ignore',
  RELAUNCHING: 'ignore',
  UNKNOWN: 'ignore',
  KILLED: 'ignore',
  FAILED: 'ignore',
  ERROR: 'ignore',
} as const

/** A relaunched driver ends here and goes on under a new id: the old process may still run somewhere. */
export const driverTransitions: Transitions<DriverState> = {
  SUBMITTED: {
    SUBMITTED: 'ignore',
    RUNNING: 'RUNNING',
    FINISHED: 'reject',
    RELAUNCHING: 'RELAUNCHING',
    UNKNOWN: 'reject',
    KILLED: 'KILLED',
    FAILED: 'reject',
    ERROR: 'ERROR',
  },
  RUNNING: {
    SUBMITTED: 'reject',
    RUNNING: 'ignore',
    FINISHED: 'FINISHED',
    RELAUNCHING: 'RELAUNCHING',
    UNKNOWN: 'UNKNOWN',
    KILLED: 'KILLED',
    FAILED: 'FAILED',
    ERROR: 'ERROR',
  },
  FINISHED: over,
  RELAUNCHING: over,
  UNKNOWN: {
    SUBMITTED: 'reject',
    RUNNING: 'RUNNING',
    FINISHED: 'FINISHED',
    RELAUNCHING: 'RELAUNCHING',
    UNKNOWN: 'ignore',
    KILLED: 'KILLED',
    FAILED: 'FAILED',
    ERROR: 'ERROR',
  },
  KILLED: over,
  FAILED: over,
  ERROR: over,
}

/** A driver to run on the cluster. @see org.apache.spark.deploy.DriverDescription */
export interface DriverDescription {
  /** Where the Worker gets the application's bundle. */
  readonly bundleUrl: string
  readonly memoryMb: number
  readonly cores: number
  /** Whether the driver is started again when it fails or its worker is lost. */
  readonly supervise: boolean
  readonly command: Command
  readonly resources: ResourceRequirements
}
/** What a {@link DriverDescription} looks like on the wire. */
export const driverDescriptionSchema: z.ZodMiniType<DriverDescription> = z.object({
  bundleUrl: z.string(),
  memoryMb: z.number().check(z.nonnegative()),
  cores: z.int().check(z.nonnegative()),
  supervise: z.boolean(),
  command: commandSchema,
  resources: resourceRequirementsSchema,
})

/** One driver as pages and tools show it. */
export interface DriverSnapshot {
  readonly id: DriverId
  readonly state: DriverState
  readonly startedAt: number
  readonly cores: number
  readonly memoryMb: number
  readonly supervise: boolean
  readonly bundleUrl: string
  readonly workerId?: string | undefined
  readonly exception?: string | undefined
}
/** What a {@link DriverSnapshot} looks like on the wire. */
export const driverSnapshotSchema: z.ZodMiniType<DriverSnapshot> = z.object({
  id: driverIdSchema,
  state: driverStateSchema,
  startedAt: z.number(),
  cores: z.int(),
  memoryMb: z.number(),
  supervise: z.boolean(),
  bundleUrl: z.string(),
  workerId: z.optional(z.string()),
  exception: z.optional(z.string()),
})
