import { analyzeClosure } from '@firesteel/closure'
import { StorageLevel } from '@firesteel/storage-level'
import type { Closure, UserFunction } from './closure-handle.js'
import { callSite } from './call-site.js'
import type { Lineage, Op } from './lineage.js'
import type { RddContext } from './rdd-context.js'

/** What an operator is called on. */
export interface Origin {
  readonly context: RddContext
  readonly lineage: Lineage
}

/** What the user called, while an operator that is made of others builds them. */
let outermost: string | undefined

/** Builds an operator out of others: all that `build` makes is called `scope`, unless what called it has a name. */
export function within<R>(scope: string, build: () => R): R {
  const before = outermost
  outermost ??= scope
  try {
    return build()
  } finally {
    outermost = before
  }
}

/** A new dataset: `op` over `parents`, called `scope` by the user. */
export function grow(
  context: RddContext,
  scope: string,
  op: Op,
  parents: readonly Lineage[],
): Lineage {
  context.assertActive()
  const called = outermost ?? scope
  return {
    id: context.nextRddId(),
    op,
    parents,
    scope: called,
    callSite: callSite(called),
    name: undefined,
    storageLevel: StorageLevel.NONE,
    resolved: undefined,
  }
}

/** A new dataset over one parent. */
export const growFrom = (origin: Origin, scope: string, op: Op): Lineage =>
  grow(origin.context, scope, op, [origin.lineage])

/** The user's function as an operator keeps it. Throws when it is none, or one that can never travel. */
export const closure = (operator: string, fn: unknown): Closure =>
  analyzeClosure(fn as UserFunction, { operator })

/** As {@link closure}, for functions whose answer is a record: an async one would make promises of them. */
export function rowClosure(operator: string, fn: unknown): Closure {
  if (Object.prototype.toString.call(fn) === '[object AsyncFunction]') {
    throw new TypeError(
      `${operator} was given an async function, but a record is computed at once: ` +
        'use mapAsync, or mapPartitions, whose function may be async, and await inside it',
    )
  }
  return closure(operator, fn)
}
