const float = new Float64Array(1)
const words = new Uint32Array(float.buffer)

/** A hash of 64 bits, in two halves. */
export interface Hash64 {
  high: number
  low: number
}

/**
 * Writes the hash of a record into `out`: records that are equal as keys have equal hashes; others have
 * different ones, but for two in some 10^19.
 */
export function hash64(value: unknown, out: Hash64): void {
  switch (typeof value) {
    case 'number':
      return hashNumber(value, out)
    case 'string':
      return hashText(value, 0x27d4eb2f, out)
    default:
      return hashText(canonicalText(value), 0x243f6a89, out)
  }
}

function hashNumber(value: number, out: Hash64): void {
  // 0 and -0 are one record, and so are all NaN.
  float[0] = value === 0 ? 0 : value
  const [a, b] = value === value ? [words[0] as number, words[1] as number] : [0, 0x7ff80000]
  const first = mixed(Math.imul(a ^ 0x165667b1, 0x85ebca6b) ^ mixed(b ^ 0x9e3779b9))
  const second = mixed(Math.imul(b ^ 0x5bd1e995, 0xc2b2ae35) ^ mixed(a ^ 0x3c6ef372))
  out.high = (first ^ Math.imul(second, 0x9e3779b1)) >>> 0
  out.low = (second ^ Math.imul(first, 0x85ebca77)) >>> 0
}

function hashText(text: string, seed: number, out: Hash64): void {
  let [a, b] = [0xdeadbeef ^ seed, 0x41c6ce57 ^ seed]
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    a = Math.imul(a ^ unit, 0x9e3779b1)
    b = Math.imul(b ^ unit, 0x5f356495)
  }
  out.high = (Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35)) >>> 0
  out.low = (Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2ae35)) >>> 0
}

/** The last step of MurmurHash3. */
function mixed(value: number): number {
  let h = value
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

/** One text for records that are equal as keys. */
function canonicalText(value: unknown): string {
  if (typeof value === 'number') return `n${value === 0 ? 0 : value}`
  if (typeof value === 'string') return `s${value.length}:${value}`
  if (typeof value !== 'object' || value === null) return `${typeof value} ${String(value)}`
  if (value instanceof Date) return `d${value.getTime()}`
  if (ArrayBuffer.isView(value)) {
    return `b${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1')}`
  }
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`
  const names = Object.keys(value).sort()
  const members = names.map(
    (name) => `${name.length}:${name}=${canonicalText((value as Record<string, unknown>)[name])}`,
  )
  return `{${members.join(',')}}`
}
