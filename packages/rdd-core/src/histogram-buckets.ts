/**
 * The function that says which bucket a number lies in; -1 for none. Bucket i is [b(i), b(i+1)), the
 * last one includes its end. With `even`, which promises that all are of one width, it is computed.
 * @see org.apache.spark.rdd.DoubleRDDFunctions.histogram
 */
export function bucketFinder(buckets: readonly number[], even: boolean): (x: number) => number {
  const count = buckets.length - 1
  const first = buckets[0] as number
  const last = buckets[count] as number
  const isOutside = (x: number): boolean => !(x >= first && x <= last)
  if (even) {
    const width = (buckets[1] as number) - first
    return (x) => {
      if (isOutside(x)) return -1
      // A width of 0: all records are one number.
      const at = width === 0 ? 0 : Math.floor((x - first) / width)
      return Math.min(at, count - 1)
    }
  }
  return (x) => {
    if (isOutside(x)) return -1
    let [low, high] = [0, count - 1]
    // The last bucket that begins at or before x.
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if ((buckets[middle] as number) <= x) low = middle
      else high = middle - 1
    }
    return low
  }
}

/** Borders of `count` buckets of one width from `min` to `max`; of one bucket when both are the same. */
export function evenBuckets(min: number, max: number, count: number): number[] {
  if (min === max) return [min, min]
  const span = max - min
  const borders = Array.from({ length: count }, (_, index) => min + (index * span) / count)
  return [...borders, max]
}
