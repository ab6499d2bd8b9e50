/** `count` as a number of partitions. Throws a TypeError that names the operator when it is none. */
export function partitionCount(operator: string, count: number): number {
  if (!Number.isInteger(count) || count < 1) {
    throw new TypeError(`${operator} needs a whole number of partitions ≥ 1, got ${count}`)
  }
  return count
}
