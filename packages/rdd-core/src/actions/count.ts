import type { JobResults } from '../rdd-context.js'
import type { ActionPlan } from '../run-action.js'
import { inOrder } from '../run-action.js'

/** How many records there are. */
export const count = (): ActionPlan<number> => ({
  name: 'count',
  action: { kind: 'count' },
  results: () => inOrder((all) => all.reduce((sum, rows) => sum + (rows[0] as number), 0)),
})

/** How many records each partition has, in their order. */
export const countResults = (): JobResults<readonly number[]> =>
  inOrder((all) => all.map((rows) => rows[0] as number))
