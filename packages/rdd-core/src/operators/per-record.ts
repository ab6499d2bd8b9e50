import type { Origin } from '../grow.js'
import { growFrom, rowClosure } from '../grow.js'
import type { Lineage } from '../lineage.js'

type Kind = 'map' | 'filter' | 'flatMap' | 'mapValues' | 'flatMapValues' | 'keyBy'

/** One call of `fn` per record. */
export const perRecord =
  (kind: Kind) =>
  (origin: Origin, fn: unknown, operator: string = kind): Lineage =>
    growFrom(origin, operator, { kind, closure: rowClosure(operator, fn) })

/** One record from each, by `fn`. */
export const map = perRecord('map')
/** The records for which `fn` is truthy. */
export const filter = perRecord('filter')
/** All records of the iterables that `fn` makes. */
export const flatMap = perRecord('flatMap')
/** Pairs with other values under the same keys. */
export const mapValues = perRecord('mapValues')
/** Pairs of each key with all values that `fn` makes of its value. */
export const flatMapValues = perRecord('flatMapValues')
/** Pairs of `fn`'s answer and the record. */
export const keyBy = perRecord('keyBy')
