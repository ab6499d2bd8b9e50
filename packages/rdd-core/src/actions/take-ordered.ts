import { topRows, topRowsByKey, topRowsInOrder } from '../compile/support/top-rows.js'
import { EmptyCollectionError } from '../errors.js'
import { rowClosure } from '../grow.js'
import type { ActionPlan } from '../run-action.js'
import { inOrder } from '../in-order.js'

/**
 * How records are ordered: as keys are, when nothing is said; by the key that `key` makes of each; or as
 * a function says that compares two, as those of `Array.sort` do.
 */
export type RecordOrder<T> = ((a: T, b: T) => number) | { readonly key: (record: T) => unknown }

/** What is wanted of the smallest (or largest) records. */
export interface TopRequest<T> {
  readonly limit: number
  readonly descending: boolean
  readonly order?: RecordOrder<T> | undefined
}

/** The `limit` smallest (or largest) records, in order. */
export function takeOrdered<T>(name: string, request: TopRequest<T>): ActionPlan<T[]> {
  const { limit, descending, order } = request
  if (!Number.isInteger(limit) || limit < 0) {
    throw new TypeError(`${name} needs a whole number of records ≥ 0, got ${limit}`)
  }
  const plain = { kind: 'takeOrdered', limit, descending } as const
  const given = givenOrder(name, order)
  return {
    name,
    action: given === undefined ? plain : { ...plain, ...given },
    results: () =>
      inOrder((all) => {
        const top = topRowsOf(request)
        for (const rows of all) for (const row of rows) top.add(row)
        return top.rows() as T[]
      }),
  }
}

/** The smallest (or largest) record; of none an {@link EmptyCollectionError}. */
export function extreme<T>(name: 'min' | 'max', order: RecordOrder<T> | undefined): ActionPlan<T> {
  const plan = takeOrdered<T>(name, { limit: 1, descending: name === 'max', order })
  return {
    ...plan,
    results: (site) => {
      const top = plan.results(site)
      return {
        add: (index, rows) => top.add(index, rows),
        value: () => {
          const found = top.value()
          if (found.length === 0) throw new EmptyCollectionError(name, site)
          return found[0] as T
        },
      }
    },
  }
}

function givenOrder<T>(name: string, order: RecordOrder<T> | undefined) {
  if (order === undefined) return undefined
  return typeof order === 'function'
    ? ({ by: 'order', closure: rowClosure(name, order) } as const)
    : ({ by: 'key', closure: rowClosure(name, order.key) } as const)
}

function topRowsOf<T>({ limit, descending, order }: TopRequest<T>) {
  if (order === undefined) return topRows(limit, descending)
  return typeof order === 'function'
    ? topRowsInOrder(limit, descending, order as (a: unknown, b: unknown) => number)
    : topRowsByKey(limit, descending, order.key as (row: unknown) => unknown)
}
