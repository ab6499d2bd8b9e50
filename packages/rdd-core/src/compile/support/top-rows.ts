import { compareKeys } from '@firesteel/keys'

/** Keeps the smallest (or largest) rows seen. */
export interface TopRows {
  add(row: unknown): void
  /** In order, the first `limit`. */
  rows(): unknown[]
}

/** Keeps at most twice `limit` rows at a time. */
export function topRows(limit: number, descending: boolean): TopRows {
  const order = descending ? (a: unknown, b: unknown) => compareKeys(b, a) : compareKeys
  let kept: unknown[] = []
  const cut = () => {
    kept = kept.sort(order).slice(0, limit)
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
