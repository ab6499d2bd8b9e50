/** The middle one of `values`, the upper of two; 0 of none. The input stays as it is. */
export function medianOf(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort()
  return sorted[sorted.length >> 1] ?? 0
}
