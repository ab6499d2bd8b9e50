import type { ActionPlan } from '../run-action.js'
import { inOrder } from '../in-order.js'

/** Every record, in the order of partitions. */
export const collect = <T>(name = 'collect'): ActionPlan<T[]> => ({
  name,
  action: { kind: 'collect' },
  results: () =>
    inOrder((all) => {
      const rows: T[] = []
      for (const part of all) for (const row of part) rows.push(row as T)
      return rows
    }),
})
