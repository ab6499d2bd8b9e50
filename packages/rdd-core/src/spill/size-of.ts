/** So many items of a container are looked at; the rest is taken to be like them. */
const LOOKED = 8
/** Deeper than this, whatever is there counts as a pointer. */
const DEEPEST = 5
const OBJECT = 32
const ARRAY = 48
const SLOT = 8

/**
 * About how many bytes a value takes on V8's heap besides the slot that holds it. It looks at few items of
 * each container and errs upwards, so that it may be asked often.
 * @see org.apache.spark.util.SizeEstimator
 */
export function sizeOf(value: unknown, depth = 0): number {
  switch (typeof value) {
    case 'string':
      return 32 + value.length * (value.charCodeAt(0) > 255 ? 2 : 1)
    case 'number':
      return (value | 0) === value ? 0 : 16
    case 'bigint':
      return OBJECT
    case 'object':
      return value === null ? 0 : objectSize(value, depth)
    default:
      return 0
  }
}

function objectSize(value: object, depth: number): number {
  if (depth >= DEEPEST) return OBJECT
  if (Array.isArray(value)) return ARRAY + value.length * (SLOT * 1.25 + average(value, depth))
  if (ArrayBuffer.isView(value)) return 3 * OBJECT + value.byteLength
  if (value instanceof Map) {
    const entries = value.size * (5 * SLOT)
    return (
      2 * OBJECT + entries + value.size * (mean(value.keys(), depth) + mean(value.values(), depth))
    )
  }
  if (value instanceof Set) {
    return 2 * OBJECT + value.size * (3 * SLOT + mean(value, depth))
  }
  let bytes = OBJECT + SLOT
  for (const name in value) {
    bytes += SLOT + sizeOf((value as Record<string, unknown>)[name], depth + 1)
  }
  return bytes
}

function average(items: readonly unknown[], depth: number): number {
  const count = Math.min(items.length, LOOKED)
  if (count === 0) return 0
  const stride = items.length / count
  let bytes = 0
  for (let i = 0; i < count; i++) bytes += sizeOf(items[Math.floor(i * stride)], depth + 1)
  return bytes / count
}

function mean(items: Iterable<unknown>, depth: number): number {
  let [bytes, count] = [0, 0]
  for (const item of items) {
    bytes += sizeOf(item, depth + 1)
    count += 1
    if (count === LOOKED) break
  }
  return count === 0 ? 0 : bytes / count
}
