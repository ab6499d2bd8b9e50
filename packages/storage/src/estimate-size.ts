/** What an object costs besides its contents, on a 64-bit V8 with compressed nothing. */
const OBJECT = 56
const SLOT = 8
/** So many items of a list are looked at; the rest is taken to be like them. */
const SAMPLE = 128

/**
 * About how many bytes of heap a value takes; an object that is there twice counts once. A long
 * array is judged by a sample, so that the estimate costs little whatever the size.
 * @see org.apache.spark.util.SizeEstimator
 */
export function estimateSize(value: unknown): number {
  const seen = new Set<object>()
  const waiting: { readonly value: unknown; readonly weight: number }[] = [{ value, weight: 1 }]
  let total = 0
  const visit = (inner: unknown, weight: number) => waiting.push({ value: inner, weight })
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    total += next.weight * sizeOf(next.value, next.weight, seen, visit)
  }
  return Math.ceil(total)
}

function sizeOf(
  value: unknown,
  weight: number,
  seen: Set<object>,
  visit: (inner: unknown, weight: number) => void,
): number {
  if (typeof value === 'string') return 24 + value.length
  if (typeof value === 'number')
    return Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? 0 : 16
  if (typeof value === 'bigint') return 24 + value.toString(16).length / 2
  if (typeof value !== 'object' || value === null || seen.has(value)) return 0
  seen.add(value)
  if (ArrayBuffer.isView(value)) return OBJECT * 2 + value.byteLength
  if (value instanceof ArrayBuffer) return OBJECT + value.byteLength
  if (Array.isArray(value)) return OBJECT + list(value, value.length, weight, visit)
  if (value instanceof Map) {
    return OBJECT + 2 * list(sample(value.entries()), value.size, weight, visit)
  }
  if (value instanceof Set) return OBJECT + 2 * list(sample(value), value.size, weight, visit)
  const own = Object.values(value)
  return OBJECT + list(own, own.length, weight, visit)
}

function list(
  items: readonly unknown[],
  count: number,
  weight: number,
  visit: (inner: unknown, weight: number) => void,
): number {
  const looked = Math.min(items.length, SAMPLE)
  const stride = items.length / looked
  for (let i = 0; i < looked; i++) visit(items[Math.floor(i * stride)], (weight * count) / looked)
  return count * SLOT
}

function sample(items: Iterable<unknown>): unknown[] {
  const some: unknown[] = []
  for (const item of items) if (some.push(item) === SAMPLE) break
  return some
}
