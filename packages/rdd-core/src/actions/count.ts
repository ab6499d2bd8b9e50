import type { ActionPlan } from '../run-action.js'
import { inOrder } from '../in-order.js'

/** How many records there are. */
export const count = (name = 'count'): ActionPlan<number> => ({
  name,
  action: { kind: 'count' },
  results: () => inOrder((all) => all.reduce((sum, rows) => sum + (rows[0] as number), 0)),
})
