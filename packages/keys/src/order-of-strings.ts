import { identity } from './identity.js'
import { sortWords } from './sort-words.js'

/** Runs of equal prefixes shorter than this are sorted by insertion. */
const INSERTION = 12
/** Runs of equal prefixes longer than this are packed again, by what follows. */
const REPACK_FROM = 256
/** Strings equal up to here are compared as a whole. */
const MAX_DEPTH = 512

/** The positions of the strings by UTF-16 code unit; stable. */
export function orderOfStrings(keys: readonly string[], ascending: boolean): Uint32Array {
  const order = identity(keys.length)
  sortRun(keys, order, 0, order.length, 0, ascending)
  return order
}

/** Sorts `order[from..to]`, whose strings agree in their first `depth` units. */
function sortRun(
  keys: readonly string[],
  order: Uint32Array,
  from: number,
  to: number,
  depth: number,
  ascending: boolean,
): void {
  if (to - from < INSERTION) return insertionSort(keys, order, from, to, ascending)
  if (to - from < REPACK_FROM || depth >= MAX_DEPTH) {
    const sign = ascending ? 1 : -1
    order.subarray(from, to).sort((a, b) => {
      const left = keys[a] as string
      const right = keys[b] as string
      return left < right ? -sign : left > right ? sign : a - b
    })
    return
  }
  const start = commonLength(keys, order, from, to, depth)
  if (start === undefined) return
  const high = new Uint32Array(to - from)
  const low = new Uint32Array(to - from)
  const units = pack(keys, order, from, start, high, low, ascending)
  const ties: number[] = []
  const sorted = sortWords(high, low, (_, first, end) => ties.push(first, end))
  const before = order.slice(from, to)
  for (let i = 0; i < sorted.length; i++) order[from + i] = before[sorted[i] as number] as number
  for (let i = 0; i < ties.length; i += 2) {
    const [first, end] = [from + (ties[i] as number), from + (ties[i + 1] as number)]
    sortRun(keys, order, first, end, start + units, ascending)
  }
}

function insertionSort(
  keys: readonly string[],
  order: Uint32Array,
  from: number,
  to: number,
  ascending: boolean,
): void {
  for (let i = from + 1; i < to; i++) {
    const at = order[i] as number
    const key = keys[at] as string
    let place = i
    while (place > from) {
      const before = keys[order[place - 1] as number] as string
      if (ascending ? before <= key : before >= key) break
      order[place] = order[place - 1] as number
      place--
    }
    order[place] = at
  }
}

/**
 * How many units all strings have in common, `depth` of which are known; undefined when they are all the
 * same, as many strings of few kinds are: then they are in order already.
 */
function commonLength(
  keys: readonly string[],
  order: Uint32Array,
  from: number,
  to: number,
  depth: number,
): number | undefined {
  const first = keys[order[from] as number] as string
  let common = first.length
  let same = true
  for (let i = from + 1; i < to; i++) {
    const key = keys[order[i] as number] as string
    if (same && key === first) continue
    same = false
    if (key.length < common) common = key.length
    let at = depth
    while (at < common && key.charCodeAt(at) === first.charCodeAt(at)) at++
    if (at < common) common = at
    if (common <= depth) return depth
  }
  return same ? undefined : common
}

/** Packs eight characters of one byte, or four of two when one does not fit; returns how many. */
function pack(
  keys: readonly string[],
  order: Uint32Array,
  from: number,
  depth: number,
  high: Uint32Array,
  low: Uint32Array,
  ascending: boolean,
): number {
  const flip = ascending ? 0 : 0xffffffff
  const count = high.length
  for (let i = 0; i < count; i++) {
    const key = keys[order[from + i] as number] as string
    const end = Math.min(key.length, depth + 8)
    let top = 0
    let bottom = 0
    for (let at = depth; at < end; at++) {
      const unit = key.charCodeAt(at)
      if (unit > 255) return packWide(keys, order, from, depth, high, low, flip)
      const place = at - depth
      if (place < 4) top |= unit << (24 - 8 * place)
      else bottom |= unit << (56 - 8 * place)
    }
    high[i] = top ^ flip
    low[i] = bottom ^ flip
  }
  return 8
}

function packWide(
  keys: readonly string[],
  order: Uint32Array,
  from: number,
  depth: number,
  high: Uint32Array,
  low: Uint32Array,
  flip: number,
): number {
  const unit = (key: string, at: number) => (at < key.length ? key.charCodeAt(at) : 0)
  for (let i = 0; i < high.length; i++) {
    const key = keys[order[from + i] as number] as string
    high[i] = ((unit(key, depth) << 16) | unit(key, depth + 1)) ^ flip
    low[i] = ((unit(key, depth + 2) << 16) | unit(key, depth + 3)) ^ flip
  }
  return 4
}
