import * as z from 'zod/mini'
import { type WorkerId, workerIdSchema } from './ids.js'
import { type Resources, resourcesSchema } from './resources.js'
import type { Transitions } from './transitions.js'

/** @see org.apache.spark.deploy.master.WorkerState */
export const WORKER_STATES = ['ALIVE', 'DEAD', 'DECOMMISSIONED', 'UNKNOWN'] as const
/** What the Master thinks of a worker. */
export type WorkerState = (typeof WORKER_STATES)[number]
/** What a {@link WorkerState} looks like on the wire. */
export const workerStateSchema = z.enum(WORKER_STATES)

/** UNKNOWN is a worker that a recovering Master remembers and that has not answered yet. */
export const workerTransitions: Transitions<WorkerState> = {
  ALIVE: { ALIVE: 'ignore', DEAD: 'DEAD', DECOMMISSIONED: 'DECOMMISSIONED', UNKNOWN: 'UNKNOWN' },
  // A dead worker comes back as a new registration, never as the same entry.
  DEAD: { ALIVE: 'reject', DEAD: 'ignore', DECOMMISSIONED: 'ignore', UNKNOWN: 'reject' },
  DECOMMISSIONED: { ALIVE: 'ignore', DEAD: 'DEAD', DECOMMISSIONED: 'ignore', UNKNOWN: 'reject' },
  UNKNOWN: { ALIVE: 'ALIVE', DEAD: 'DEAD', DECOMMISSIONED: 'DECOMMISSIONED', UNKNOWN: 'ignore' },
}

/** One worker as pages and tools show it. */
export interface WorkerSnapshot {
  readonly id: WorkerId
  readonly host: string
  readonly port: number
  readonly webUiUrl: string
  readonly cores: number
  readonly coresUsed: number
  readonly memoryMb: number
  readonly memoryUsedMb: number
  readonly resources: Resources
  readonly resourcesUsed: Resources
  readonly state: WorkerState
  readonly lastHeartbeatAt: number
}
/** What a {@link WorkerSnapshot} looks like on the wire. */
export const workerSnapshotSchema: z.ZodMiniType<WorkerSnapshot> = z.object({
  id: workerIdSchema,
  host: z.string(),
  port: z.int(),
  webUiUrl: z.string(),
  cores: z.int(),
  coresUsed: z.int(),
  memoryMb: z.number(),
  memoryUsedMb: z.number(),
  resources: resourcesSchema,
  resourcesUsed: resourcesSchema,
  state: workerStateSchema,
  lastHeartbeatAt: z.number(),
})
