import {
  type AppId,
  type ApplicationDescription,
  type DriverDescription,
  type DriverId,
  type HostPort,
  type Resources,
  type WorkerId,
  appIdSchema,
  applicationDescriptionSchema,
  driverDescriptionSchema,
  driverIdSchema,
  hostPortSchema,
  resourcesSchema,
  workerIdSchema,
} from '@firesteel/deploy-messages'
import * as z from 'zod/mini'
import type { ApplicationInfo, DriverInfo, WorkerInfo } from '../state.js'

/** A reference as data: enough to reach the endpoint again. */
export interface StoredRef {
  readonly address: HostPort
  readonly name: string
}
const storedRef = z.object({ address: hostPortSchema, name: z.string() })

/** What is remembered of an application. */
export interface StoredApplication {
  readonly id: AppId
  readonly description: ApplicationDescription
  readonly registrationId: string
  readonly epoch: number
  readonly startedAt: number
  readonly driver: StoredRef
}
/** What is remembered of a worker. */
export interface StoredWorker {
  readonly id: WorkerId
  readonly host: string
  readonly port: number
  readonly cores: number
  readonly memoryMb: number
  readonly resources: Resources
  readonly webUiUrl: string
  readonly registrationId: string
  readonly epoch: number
  readonly endpoint: StoredRef
}
/** What is remembered of a driver that the cluster runs. */
export interface StoredDriver {
  readonly id: DriverId
  readonly description: DriverDescription
  readonly startedAt: number
  /** Whether a worker was ever told to run it. */
  readonly launched: boolean
}

/** One thing to remember, under its name. */
export interface StoredRecord {
  readonly name: string
  readonly value: unknown
}

const applicationSchema: z.ZodMiniType<StoredApplication> = z.object({
  id: appIdSchema,
  description: applicationDescriptionSchema,
  registrationId: z.string(),
  epoch: z.int(),
  startedAt: z.number(),
  driver: storedRef,
})
const workerSchema: z.ZodMiniType<StoredWorker> = z.object({
  id: workerIdSchema,
  host: z.string(),
  port: z.int(),
  cores: z.int(),
  memoryMb: z.number(),
  resources: resourcesSchema,
  webUiUrl: z.string(),
  registrationId: z.string(),
  epoch: z.int(),
  endpoint: storedRef,
})
const driverSchema: z.ZodMiniType<StoredDriver> = z.object({
  id: driverIdSchema,
  description: driverDescriptionSchema,
  startedAt: z.number(),
  launched: z.boolean(),
})

/** What can be stored: how its names begin and what it must look like. */
export const RECORD_KINDS = {
  app: { prefix: 'app_', schema: applicationSchema },
  worker: { prefix: 'worker_', schema: workerSchema },
  driver: { prefix: 'driver_', schema: driverSchema },
} as const

/** The name of an application's record. */
export const appRecordName = (id: AppId): string => `${RECORD_KINDS.app.prefix}${id}`
/** The name of a worker's record. */
export const workerRecordName = (id: WorkerId): string => `${RECORD_KINDS.worker.prefix}${id}`
/** The name of a driver's record. */
export const driverRecordName = (id: DriverId): string => `${RECORD_KINDS.driver.prefix}${id}`

const refOf = (hostPort: string, name: string): StoredRef => {
  const colon = hostPort.lastIndexOf(':')
  const address = { host: hostPort.slice(0, colon), port: Number(hostPort.slice(colon + 1)) }
  return { address, name }
}

/** What must survive of an application. */
export function recordOfApp(app: ApplicationInfo): StoredRecord {
  const { id, description, registrationId, epoch, startedAt } = app
  const driver = refOf(app.address, app.driver.name)
  const value: StoredApplication = { id, description, registrationId, epoch, startedAt, driver }
  return { name: appRecordName(id), value }
}

/** What must survive of a worker. */
export function recordOfWorker(worker: WorkerInfo): StoredRecord {
  const { id, host, port, cores, memoryMb, resources, webUiUrl, registrationId, epoch } = worker
  const endpoint = refOf(worker.address, worker.endpoint.name)
  const value: StoredWorker = {
    id,
    host,
    port,
    cores,
    memoryMb,
    resources,
    webUiUrl,
    registrationId,
    epoch,
    endpoint,
  }
  return { name: workerRecordName(id), value }
}

/** What must survive of a driver. */
export function recordOfDriver(driver: DriverInfo): StoredRecord {
  const { id, description, startedAt, launched } = driver
  const value: StoredDriver = { id, description, startedAt, launched }
  return { name: driverRecordName(id), value }
}
