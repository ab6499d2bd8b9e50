/**
 * What `fn` makes of each record, in their order; at most `concurrency` calls are under way at a
 * time, and no further one begins before the oldest answer was taken.
 */
export async function* mappedAsync(
  batches: Iterable<readonly unknown[]>,
  fn: (record: unknown) => unknown,
  concurrency: number,
): AsyncGenerator<unknown, void> {
  const underWay: Promise<unknown>[] = []
  for (const batch of batches) {
    for (const record of batch) {
      const answer = new Promise<unknown>((resolve) => resolve(fn(record)))
      // Told when its turn comes; until then it is nobody's surprise.
      answer.catch(() => {})
      underWay.push(answer)
      if (underWay.length >= concurrency) yield await underWay.shift()
    }
  }
  while (underWay.length > 0) yield await underWay.shift()
}
