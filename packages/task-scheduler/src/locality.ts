import type { TaskLocality } from '@firesteel/listener-bus'

/**
 * How near a task runs to where it would like to, the best first. SLOT_LOCAL is not Spark's: a block
 * kept as values lives in the heap of one slot.
 * @see org.apache.spark.scheduler.TaskLocality
 */
export const LOCALITY_LEVELS = [
  'SLOT_LOCAL',
  'PROCESS_LOCAL',
  'NODE_LOCAL',
  'NO_PREF',
  'RACK_LOCAL',
  'ANY',
] as const satisfies readonly TaskLocality[]

const RANK: Readonly<Record<TaskLocality, number>> = {
  SLOT_LOCAL: 0,
  PROCESS_LOCAL: 1,
  NODE_LOCAL: 2,
  NO_PREF: 3,
  RACK_LOCAL: 4,
  ANY: 5,
}

/** Whether a task may run at `level` when `limit` is the worst that is accepted. */
export const isAllowed = (limit: TaskLocality, level: TaskLocality): boolean =>
  RANK[level] <= RANK[limit]

/** The nearer of two levels: as a limit, the stricter. */
export const nearer = (a: TaskLocality, b: TaskLocality): TaskLocality =>
  RANK[a] <= RANK[b] ? a : b

/** How long a set keeps a slot waiting for a nearer task, by level; NO_PREF and ANY never wait. */
export interface LocalityWaits {
  readonly slotMs: number
  readonly processMs: number
  readonly nodeMs: number
  readonly rackMs: number
}

/** The wait at one level. */
export function waitAt(level: TaskLocality, waits: LocalityWaits): number {
  switch (level) {
    case 'SLOT_LOCAL':
      return waits.slotMs
    case 'PROCESS_LOCAL':
      return waits.processMs
    case 'NODE_LOCAL':
      return waits.nodeMs
    case 'RACK_LOCAL':
      return waits.rackMs
    case 'NO_PREF':
    case 'ANY':
      return 0
  }
}
