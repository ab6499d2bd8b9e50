import { compareKeys } from '@firesteel/keys'
import type { ActionPlan } from '../run-action.js'
import { inOrder } from '../in-order.js'

/** The `limit` smallest (or largest) records, in order, as keys are ordered. */
export function takeOrdered<T>(name: string, limit: number, descending: boolean): ActionPlan<T[]> {
  if (!Number.isInteger(limit) || limit < 0) {
    throw new TypeError(`${name} needs a whole number of records ≥ 0, got ${limit}`)
  }
  const order = descending ? (a: T, b: T) => compareKeys(b, a) : compareKeys
  return {
    name,
    action: { kind: 'takeOrdered', limit, descending },
    results: () => inOrder((all) => (all.flat() as T[]).sort(order).slice(0, limit)),
  }
}
