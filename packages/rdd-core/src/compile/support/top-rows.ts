import { compareKeys } from '@firesteel/keys'

/** Keeps the smallest (or largest) rows seen. */
export interface TopRows {
  add(row: unknown): void
  /** In order, the first `limit`. */
  rows(): unknown[]
}

type Order = (a: unknown, b: unknown) => number

/** Keeps at most twice `limit` rows at a time, which are ordered as keys are. */
export const topRows = (limit: number, descending: boolean): TopRows =>
  topRowsInOrder(limit, descending, compareKeys)

/** As {@link topRows}, in an order of the user's. */
export function topRowsInOrder(limit: number, descending: boolean, order: Order): TopRows {
  const sorting: Order = descending ? (a, b) => order(b, a) : order
  let kept: unknown[] = []
  const cut = () => {
    kept = kept.sort(sorting).slice(0, limit)
  }
  return {
    add(row) {
      kept.push(row)
      if (kept.length >= limit * 2 + 16) cut()
    },
    rows() {
      cut()
      return kept
    },
  }
}

/** As {@link topRows}, ordered by what `keyOf` makes of each row: it is called once per row. */
export function topRowsByKey(
  limit: number,
  descending: boolean,
  keyOf: (row: unknown) => unknown,
): TopRows {
  type Entry = readonly [key: unknown, row: unknown]
  const byKey: Order = (a, b) => compareKeys((a as Entry)[0], (b as Entry)[0])
  const entries = topRowsInOrder(limit, descending, byKey)
  return {
    add: (row) => entries.add([keyOf(row), row]),
    rows: () => entries.rows().map((entry) => (entry as Entry)[1]),
  }
}
