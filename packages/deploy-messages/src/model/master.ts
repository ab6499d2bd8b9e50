import * as z from 'zod/mini'
import type { Transitions } from './transitions.js'

/** @see org.apache.spark.deploy.master.RecoveryState */
export const MASTER_STATES = ['STANDBY', 'ALIVE', 'RECOVERING', 'COMPLETING_RECOVERY'] as const
/** What a Master is doing: only an ALIVE one schedules. */
export type MasterState = (typeof MASTER_STATES)[number]
/** What a {@link MasterState} looks like on the wire. */
export const masterStateSchema = z.enum(MASTER_STATES)

/** Elected with nothing stored a Master is ALIVE at once; otherwise it recovers first. */
export const masterTransitions: Transitions<MasterState> = {
  STANDBY: {
    STANDBY: 'ignore',
    ALIVE: 'ALIVE',
    RECOVERING: 'RECOVERING',
    COMPLETING_RECOVERY: 'reject',
  },
  ALIVE: {
    STANDBY: 'STANDBY',
    ALIVE: 'ignore',
    RECOVERING: 'reject',
    COMPLETING_RECOVERY: 'ignore',
  },
  RECOVERING: {
    STANDBY: 'STANDBY',
    ALIVE: 'reject',
    RECOVERING: 'ignore',
    COMPLETING_RECOVERY: 'COMPLETING_RECOVERY',
  },
  COMPLETING_RECOVERY: {
    STANDBY: 'STANDBY',
    ALIVE: 'ALIVE',
    RECOVERING: 'reject',
    COMPLETING_RECOVERY: 'ignore',
  },
}
