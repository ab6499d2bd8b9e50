// Counts the words of text in a hash table, all of it in linear memory. Nothing is freed: an instance serves one task.
//
//   0 ..  256   class of each byte: 0 of a word, 1 separator, 2 line feed, 3 carriage return
//   1 KiB ..    slots of the table, entries, bytes of words, input: each from allocate()
//
// A slot is 16 bytes: the word's first eight bytes, a tag of its hash and length, the number of its entry + 1.
// An entry is 24 bytes: where the word lies, its length, its hash, an unused word, how often it was seen.

const CLASSES: usize = 0
const HEAP: usize = 1024
const PAGE: usize = 65536
const SLOT: usize = 16
const ENTRY: usize = 24
const WORD: u8 = 0
const SEPARATOR: u8 = 1
const LF: u8 = 2
const SHORT: u32 = 8
const K1: u64 = 0x9e3779b97f4a7c15
const K2: u64 = 0xbf58476d1ce4e5b9

let top: usize = HEAP
let slots: usize = 0
let slotMask: u32 = 0
let entries: usize = 0
let entryCapacity: u32 = 0
let entryCount: u32 = 0
let text: usize = 0
let textEnd: usize = 0
/** A run of separators is one; else each ends a word. */
let runs: bool = false
let dropEmpty: bool = false
/** Words are only counted, all in one. */
let countOnly: bool = false
let separator: u8 = 0
/** One byte separates: many bytes are looked at in one step. */
let single: bool = false
let words: u64 = 0
let lines: u64 = 0
/** The last byte was a separator of this line, or a carriage return. */
let afterSeparator: bool = false
let afterReturn: bool = false
/** There were bytes since the last line ended. */
let lineOpen: bool = false

function allocate(bytes: usize): usize {
  const at = (top + 15) & ~(<usize>15)
  top = at + bytes
  const have = <usize>memory.size() * PAGE
  if (top + 64 > have) {
    const pages = (top + 64 - have + PAGE - 1) / PAGE
    // Grown generously: growing may move the memory.
    const wanted = max<usize>(pages, min<usize>(<usize>memory.size() / 2, 256))
    if (memory.grow(<i32>wanted) < 0 && memory.grow(<i32>pages) < 0) unreachable()
  }
  return at
}

/** Sets up; called once. `byte` is the separator when there is but one, else -1. */
export function start(byte: i32, collapse: bool, skipEmpty: bool, onlyCount: bool): void {
  single = byte >= 0
  separator = <u8>byte
  runs = collapse
  dropEmpty = skipEmpty
  countOnly = onlyCount
  if (onlyCount) return
  resize(1 << 12)
  clear()
}

/** Room for input of that many bytes; where it lies. */
export function input(bytes: u32): usize {
  return allocate(bytes)
}

/** Forgets the words. */
export function clear(): void {
  if (countOnly) return
  memory.fill(slots, 0, (<usize>slotMask + 1) * SLOT)
  entryCount = 0
  if (textEnd === 0) grow(1 << 16)
  text = firstText
}

let firstText: usize = 0

function grow(least: usize): void {
  const bytes = max<usize>(least, 1 << 16)
  firstText = allocate(bytes)
  text = firstText
  textEnd = firstText + bytes
}

export function size(): u32 {
  return entryCount
}

export function entry(): usize {
  return entries
}

/** Bytes that it has taken so far. */
export function used(): usize {
  return top
}

export function wordCount(): u64 {
  return words
}

export function lineCount(): u64 {
  return lines
}

/** Makes room for twice the words; called between chunks and when the table is half full. */
function resize(capacity: u32): void {
  const count = capacity << 1
  slots = allocate(<usize>count * SLOT)
  memory.fill(slots, 0, <usize>count * SLOT)
  slotMask = count - 1
  const moved = allocate(<usize>capacity * ENTRY)
  if (entryCount > 0) memory.copy(moved, entries, <usize>entryCount * ENTRY)
  entries = moved
  entryCapacity = capacity
  for (let i: u32 = 0; i < entryCount; i++) {
    const at = entries + <usize>i * ENTRY
    const length = load<u32>(at, 4)
    const hash = load<u32>(at, 8)
    let slot = hash & slotMask
    while (load<u32>(slots + <usize>slot * SLOT, 12) !== 0) slot = (slot + 1) & slotMask
    place(slot, load<usize>(at), length, hash, i)
  }
}

@inline
function prefixOf(at: usize, length: u32): u64 {
  const eight = load<u64>(at)
  return length >= SHORT ? eight : eight & ((<u64>1 << (<u64>length << 3)) - 1)
}

@inline
function tagOf(hash: u32, length: u32): u32 {
  return (hash & 0xffffff00) | min<u32>(length, 255)
}

@inline
function place(slot: u32, at: usize, length: u32, hash: u32, index: u32): void {
  const to = slots + <usize>slot * SLOT
  store<u64>(to, prefixOf(at, length))
  store<u32>(to, tagOf(hash, length), 8)
  store<u32>(to, index + 1, 12)
}

@inline
function hashOf(at: usize, length: u32, prefix: u64): u32 {
  let h: u64 = (prefix ^ (<u64>length * K2)) * K1
  if (length > SHORT) {
    let i: u32 = SHORT
    for (; i + 8 <= length; i += 8) {
      h = (h ^ (h >> 29) ^ load<u64>(at + i)) * K1
    }
    if (i < length) h = (h ^ (h >> 29) ^ prefixOf(at + i, length - i)) * K1
  }
  h ^= h >> 32
  h *= K2
  return <u32>(h >> 32)
}

function same(a: usize, b: usize, length: u32): bool {
  let i: u32 = 0
  for (; i + 8 <= length; i += 8) {
    if (load<u64>(a + i) !== load<u64>(b + i)) return false
  }
  return i === length || prefixOf(a + i, length - i) === prefixOf(b + i, length - i)
}

function add(at: usize, length: u32): void {
  if (dropEmpty && length === 0) return
  words++
  if (countOnly) return
  const prefix = prefixOf(at, length)
  const hash = hashOf(at, length, prefix)
  const tag = tagOf(hash, length)
  let slot = hash & slotMask
  while (true) {
    const here = slots + <usize>slot * SLOT
    const index = load<u32>(here, 12)
    if (index === 0) break
    if (load<u64>(here) === prefix && load<u32>(here, 8) === tag) {
      const found = entries + <usize>(index - 1) * ENTRY
      if (
        length <= SHORT ||
        (load<u32>(found, 4) === length && same(load<usize>(found), at, length))
      ) {
        store<f64>(found, load<f64>(found, 16) + 1, 16)
        return
      }
    }
    slot = (slot + 1) & slotMask
  }
  insert(slot, at, length, hash)
}

function insert(free: u32, at: usize, length: u32, hash: u32): void {
  let slot = free
  if (entryCount === entryCapacity) {
    resize(entryCapacity << 1)
    slot = hash & slotMask
    while (load<u32>(slots + <usize>slot * SLOT, 12) !== 0) slot = (slot + 1) & slotMask
  }
  if (text + length + 8 > textEnd) grow(max<usize>(<usize>length + 8, min<usize>((top - HEAP) / 4, 1 << 22)))
  memory.copy(text, at, length)
  const to = entries + <usize>entryCount * ENTRY
  store<usize>(to, text)
  store<u32>(to, length, 4)
  store<u32>(to, hash, 8)
  store<f64>(to, 1, 16)
  place(slot, text, length, hash, entryCount)
  text += length
  entryCount++
}

/** Takes a stretch that ends with a separator or the end of a line, or, with `last`, the end of the text. */
export function feed(from: usize, length: u32, last: bool): void {
  const until = from + length
  if (single && !runs) scanSingle(from, until)
  else scan(from, until)
  if (last && lineOpen) {
    add(wordStart, <u32>(until - wordStart))
    lines++
    lineOpen = false
  }
}

/** Where the word under way began. */
let wordStart: usize = 0

function scan(from: usize, until: usize): void {
  wordStart = from
  for (let at = from; at < until; at++) {
    const kind = load<u8>(CLASSES + <usize>load<u8>(at))
    if (kind === WORD) {
      afterSeparator = false
      afterReturn = false
      lineOpen = true
      continue
    }
    border(at, kind)
  }
}

function scanSingle(from: usize, until: usize): void {
  wordStart = from
  const separators = i8x16.splat(<i8>separator)
  const feeds = i8x16.splat(10)
  const returns = i8x16.splat(13)
  let at = from
  for (; at + 16 <= until; at += 16) {
    const bytes = v128.load(at)
    let mask = <u32>(
      i8x16.bitmask(
        v128.or(
          v128.or(i8x16.eq(bytes, separators), i8x16.eq(bytes, feeds)),
          i8x16.eq(bytes, returns),
        ),
      )
    )
    let next = at
    while (mask !== 0) {
      const here = at + <usize>ctz(mask)
      mask &= mask - 1
      if (here > next) {
        afterReturn = false
        lineOpen = true
      }
      border(here, load<u8>(CLASSES + <usize>load<u8>(here)))
      next = here + 1
    }
    if (next < at + 16) {
      afterReturn = false
      lineOpen = true
    }
  }
  for (; at < until; at++) {
    const kind = load<u8>(CLASSES + <usize>load<u8>(at))
    if (kind === WORD) {
      afterReturn = false
      lineOpen = true
      continue
    }
    border(at, kind)
  }
}

/** A byte at `at` that belongs to no word. */
@inline
function border(at: usize, kind: u8): void {
  if (kind === SEPARATOR) {
    if (!(runs && afterSeparator)) add(wordStart, <u32>(at - wordStart))
    afterSeparator = true
    afterReturn = false
    lineOpen = true
  } else if (kind === LF && afterReturn) {
    // The second half of CRLF.
    afterReturn = false
  } else {
    add(wordStart, <u32>(at - wordStart))
    lines++
    afterReturn = kind !== LF
    afterSeparator = false
    lineOpen = false
  }
  wordStart = at + 1
}
