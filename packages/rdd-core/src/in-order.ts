import type { JobResults } from './rdd-context.js'

/** Keeps the rows of every partition and makes the result of all, in the order of partitions. */
export function inOrder<R>(finish: (rows: readonly (readonly unknown[])[]) => R): JobResults<R> {
  const all: (readonly unknown[])[] = []
  return {
    add(index, rows) {
      all[index] = rows
    },
    value: () => finish(all),
  }
}
