import type { ActionPlan } from '../run-action.js'
import { inOrder } from '../in-order.js'

/** The sum of all records; 0 of none. */
export const sum = (): ActionPlan<number> => ({
  name: 'sum',
  action: { kind: 'sum' },
  results: () =>
    inOrder((all) => (all.flat() as [number, number][]).reduce((total, [part]) => total + part, 0)),
})
