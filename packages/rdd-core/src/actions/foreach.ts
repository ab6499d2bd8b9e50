import { closure, rowClosure } from '../grow.js'
import type { ActionPlan } from '../run-action.js'
import { inOrder } from '../in-order.js'

const nothing = () => inOrder<void>(() => undefined)

/** Calls `fn` where each record is. */
export const foreach = (fn: unknown, name = 'foreach'): ActionPlan<void> => ({
  name,
  action: { kind: 'foreach', closure: rowClosure('foreach', fn) },
  results: nothing,
})

/** Calls `fn` once per partition; a promise it returns is awaited there. */
export const foreachPartition = (fn: unknown, name = 'foreachPartition'): ActionPlan<void> => ({
  name,
  action: { kind: 'foreachPartition', closure: closure('foreachPartition', fn) },
  results: nothing,
})
