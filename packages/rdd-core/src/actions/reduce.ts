import { EmptyCollectionError } from '../errors.js'
import { rowClosure } from '../grow.js'
import type { ActionPlan } from '../run-action.js'
import { inOrder } from '../in-order.js'

/** All records merged two by two; partitions without records do not count. */
export const reduce = <T>(fn: (a: T, b: T) => T, name = 'reduce'): ActionPlan<T> => ({
  name,
  action: { kind: 'reduce', closure: rowClosure(name, fn) },
  results: (site) =>
    inOrder((all) => {
      const parts = all.flat() as T[]
      if (parts.length === 0) throw new EmptyCollectionError(name, site)
      return parts.reduce((a, b) => fn(a, b))
    }),
})
