import { copyOf } from '../copy-of.js'
import { rowClosure } from '../grow.js'
import type { ActionPlan } from '../run-action.js'
import { inOrder } from '../in-order.js'

/** Records added to a copy of `zero` per partition; those merged with one more copy. */
export const aggregate = <T, U>(
  name: string,
  zero: U,
  add: (sum: U, value: T) => U,
  merge: (a: U, b: U) => U,
): ActionPlan<U> => ({
  name,
  action: { kind: 'fold', zero, closure: rowClosure(name, add) },
  results: () => inOrder((all) => (all.flat() as U[]).reduce((a, b) => merge(a, b), copyOf(zero))),
})
