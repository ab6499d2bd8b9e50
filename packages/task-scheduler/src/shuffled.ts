/** `items` in an order drawn from `random` (Fisher–Yates); the input stays as it is. */
export function shuffled<T>(items: readonly T[], random: () => number): readonly T[] {
  if (items.length < 2) return items
  const result = [...items]
  for (let last = result.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1))
    const kept = result[last] as T
    result[last] = result[other] as T
    result[other] = kept
  }
  return result
}
