import type { Origin } from '../grow.js'
import { growFrom } from '../grow.js'
import type { Lineage } from '../lineage.js'

/** The keys of pairs. */
export const keys = (origin: Origin): Lineage => growFrom(origin, 'keys', { kind: 'keys' })

/** The values of pairs. */
export const values = (origin: Origin): Lineage => growFrom(origin, 'values', { kind: 'values' })

/** One array per partition. */
export const glom = (origin: Origin): Lineage => growFrom(origin, 'glom', { kind: 'glom' })

/** Pairs of each record and its index in the whole dataset. */
export const zipWithIndex = (origin: Origin): Lineage =>
  growFrom(origin, 'zipWithIndex', { kind: 'zipWithIndex' })
