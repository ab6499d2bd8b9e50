/** Digits are at most so wide: their counts stay in the nearest cache. */
const BITS = 11
const MAX_PASSES = 3
/** Runs up to here are sorted by insertion. */
const INSERTION = 24

/** Told of positions `from` to `to` (exclusive) of the order whose keys are the same. */
export type Ties = (order: Uint32Array, from: number, to: number) => void

/**
 * The order of keys of 64 bits, given as two columns of words (without `high`: of 32): position by
 * position, which key comes there. Stable.
 *
 * Bits that all keys share are left out. The first 32 of those left are sorted by radix together with
 * the positions; where they are the same, which is seldom, the rest decides.
 */
export function sortWords(
  high: Uint32Array | undefined,
  low: Uint32Array,
  ties?: Ties,
): Uint32Array {
  const count = low.length
  const lead = high === undefined ? 32 : Math.clz32(varying(high))
  const pairs = new Uint32Array(count * 2)
  for (let i = 0; i < count; i++) {
    pairs[2 * i] = firstWord(high, low, lead, i)
    pairs[2 * i + 1] = i
  }
  const sorted = radixSort(pairs)
  const restVaries = lead < 32 && varying(low) << lead !== 0
  const order = positionsOf(sorted)
  if (restVaries || ties !== undefined) {
    eachRun(sorted, (from, to) => {
      if (restVaries) sortRest(low, lead, order, from, to, ties)
      else ties?.(order, from, to)
    })
  }
  return order
}

function firstWord(
  high: Uint32Array | undefined,
  low: Uint32Array,
  lead: number,
  i: number,
): number {
  if (high === undefined || lead === 32) return low[i] as number
  if (lead === 0) return high[i] as number
  return ((high[i] as number) << lead) | ((low[i] as number) >>> (32 - lead))
}

/** The bits that are not the same in all words. */
function varying(words: Uint32Array): number {
  const first = words[0] as number
  let bits = 0
  for (let i = 1; i < words.length; i++) bits |= (words[i] as number) ^ first
  return bits
}

/** Sorts `order[from..to]` by what is left of the low words. */
function sortRest(
  low: Uint32Array,
  lead: number,
  order: Uint32Array,
  from: number,
  to: number,
  ties: Ties | undefined,
): void {
  if (to - from <= INSERTION) insertionSort(low, lead, order, from, to)
  else {
    const pairs = new Uint32Array((to - from) * 2)
    for (let i = from; i < to; i++) {
      const at = order[i] as number
      pairs[2 * (i - from)] = (low[at] as number) << lead
      pairs[2 * (i - from) + 1] = at
    }
    order.set(positionsOf(radixSort(pairs)), from)
  }
  if (ties === undefined) return
  for (let first = from, i = from + 1; i <= to; i++) {
    const same =
      i < to &&
      (low[order[i] as number] as number) << lead ===
        (low[order[first] as number] as number) << lead
    if (same) continue
    if (i - first > 1) ties(order, first, i)
    first = i
  }
}

function insertionSort(
  low: Uint32Array,
  lead: number,
  order: Uint32Array,
  from: number,
  to: number,
): void {
  for (let i = from + 1; i < to; i++) {
    const at = order[i] as number
    const word = ((low[at] as number) << lead) >>> 0
    let place = i
    while (place > from && ((low[order[place - 1] as number] as number) << lead) >>> 0 > word) {
      order[place] = order[place - 1] as number
      place--
    }
    order[place] = at
  }
}

/** Where more than one word in a row are the same. */
function eachRun(pairs: Uint32Array, use: (from: number, to: number) => void): void {
  const count = pairs.length / 2
  let first = 0
  for (let i = 1; i <= count; i++) {
    if (i < count && pairs[2 * i] === pairs[2 * first]) continue
    if (i - first > 1) use(first, i)
    first = i
  }
}

function positionsOf(pairs: Uint32Array): Uint32Array {
  const order = new Uint32Array(pairs.length / 2)
  for (let i = 0; i < order.length; i++) order[i] = pairs[2 * i + 1] as number
  return order
}

/** Pairs of a word and a position, by word; stable. The result may be either of two arrays. */
function radixSort(pairs: Uint32Array): Uint32Array {
  let bits = 0
  const first = pairs[0] as number
  for (let i = 2; i < pairs.length; i += 2) bits |= (pairs[i] as number) ^ first
  if (bits === 0) return pairs
  const lowest = 31 - Math.clz32(bits & -bits)
  const span = 32 - Math.clz32(bits) - lowest
  const passes = Math.min(MAX_PASSES, Math.ceil(span / BITS))
  const width = Math.ceil(span / passes)
  const counts = new Uint32Array(1 << width)
  let from = pairs
  let to: Uint32Array = new Uint32Array(pairs.length)
  for (let pass = 0; pass < passes; pass++) {
    scatter(from, to, lowest + pass * width, counts)
    const swap = from
    from = to
    to = swap
  }
  return from
}

/** Distributes by one digit. */
function scatter(from: Uint32Array, to: Uint32Array, shift: number, counts: Uint32Array): void {
  const mask = counts.length - 1
  counts.fill(0)
  for (let i = 0; i < from.length; i += 2) {
    const digit = ((from[i] as number) >>> shift) & mask
    counts[digit] = (counts[digit] as number) + 1
  }
  let start = 0
  for (let digit = 0; digit <= mask; digit++) {
    const size = counts[digit] as number
    counts[digit] = start
    start += size * 2
  }
  for (let i = 0; i < from.length; i += 2) {
    const word = from[i] as number
    const digit = (word >>> shift) & mask
    const at = counts[digit] as number
    counts[digit] = at + 2
    to[at] = word
    to[at + 1] = from[i + 1] as number
  }
}
