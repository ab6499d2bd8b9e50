import { arrayOf } from '../array-of.js'
import type { ByteSink } from '../byte-sink.js'
import { latin1Slice, utf16Slice } from '../text.js'
import type { ValueReader } from '../value-reader.js'
import * as kind from './column-kind.js'

/** Lengths are written with so many bytes each as the longest needs; returns their sum. */
function writeLengths(
  sink: ByteSink,
  strings: readonly string[],
  from: number,
  to: number,
): number {
  let longest = 0
  let total = 0
  for (let i = from; i < to; i++) {
    const { length } = strings[i] as string
    if (length > longest) longest = length
    total += length
  }
  const wide = longest > 255
  sink.u8(wide ? 4 : 1)
  sink.reserve((to - from) * (wide ? 4 : 1))
  for (let i = from; i < to; i++) {
    const { length } = strings[i] as string
    if (wide) sink.u32(length)
    else sink.u8(length)
  }
  return total
}

/** Joining strings and writing them at once is several times as fast as one by one, up to some size. */
const MAX_JOINED = 1 << 22

/** Writes the characters of all strings, one byte each; false when one does not fit. */
function writeCharacters(
  sink: ByteSink,
  strings: readonly string[],
  from: number,
  to: number,
  total: number,
): boolean {
  if (total > MAX_JOINED) {
    for (let i = from; i < to; i++) if (!sink.latin1(strings[i] as string)) return false
    return true
  }
  let joined = ''
  for (let i = from; i < to; i++) joined += strings[i] as string
  return sink.latin1(joined)
}

/** A column of strings; one byte a character for as many of them as that is possible for. */
export function writeStrings(
  sink: ByteSink,
  strings: readonly string[],
  from: number,
  to: number,
): void {
  const start = sink.length
  sink.u8(kind.LATIN1S)
  const total = writeLengths(sink, strings, from, to)
  if (writeCharacters(sink, strings, from, to, total)) return
  sink.length = start
  writeMixed(sink, strings, from, to)
}

function writeMixed(sink: ByteSink, strings: readonly string[], from: number, to: number): void {
  sink.u8(kind.MIXED_STRINGS)
  writeLengths(sink, strings, from, to)
  const flags = sink.length
  for (let i = from; i < to; i += 8) sink.u8(0)
  for (let i = from; i < to; i++) {
    const text = strings[i] as string
    if (sink.latin1(text)) continue
    const at = i - from
    sink.bytes[flags + (at >> 3)] = (sink.bytes[flags + (at >> 3)] as number) | (1 << (at & 7))
    sink.utf16(text)
  }
}

function readLengths(reader: ValueReader, count: number): Uint32Array {
  const size = reader.u8()
  const lengths = new Uint32Array(count)
  const from = reader.take(count * size)
  const { bytes } = reader
  if (size === 1) for (let i = 0; i < count; i++) lengths[i] = bytes[from + i] as number
  else {
    for (let i = 0; i < count; i++) {
      const at = from + i * 4
      lengths[i] =
        (bytes[at] as number) |
        ((bytes[at + 1] as number) << 8) |
        ((bytes[at + 2] as number) << 16) |
        ((bytes[at + 3] as number) << 24)
    }
  }
  return lengths
}

/** So many characters are decoded at once: a string cut out of them keeps them alive, so they must be few. */
const GROUP_CHARS = 512
const GROUP_STRINGS = 8
/** V8 copies shorter strings than this when they are cut out: groups of them may be as large as they like. */
const COPIED_BELOW = 13

/** The strings of a LATIN1S column. */
export function readLatin1(reader: ValueReader, count: number): string[] {
  const lengths = readLengths(reader, count)
  let total = 0
  let longest = 0
  for (let i = 0; i < count; i++) {
    const length = lengths[i] as number
    total += length
    if (length > longest) longest = length
  }
  const start = reader.take(total)
  const { bytes } = reader
  const strings = arrayOf<string>(count)
  const copied = longest < COPIED_BELOW
  for (let i = 0, at = start; i < count; ) {
    let end = i
    let chars = 0
    do chars += lengths[end++] as number
    while (end < count && (copied || (chars < GROUP_CHARS && end - i < GROUP_STRINGS)))
    const group = latin1Slice(bytes, at, at + chars)
    at += chars
    for (let place = 0; i < end; i++) {
      const next = place + (lengths[i] as number)
      strings[i] = group.slice(place, next)
      place = next
    }
  }
  return strings
}

/** The strings of a MIXED_STRINGS column. */
export function readMixed(reader: ValueReader, count: number): string[] {
  const lengths = readLengths(reader, count)
  const flags = reader.take((count + 7) >> 3)
  const { bytes } = reader
  const strings: string[] = []
  for (let i = 0; i < count; i++) {
    const length = lengths[i] as number
    const wide = ((bytes[flags + (i >> 3)] as number) >> (i & 7)) & 1
    const from = reader.take(wide === 1 ? length * 2 : length)
    strings.push(
      wide === 1
        ? utf16Slice(bytes, from, from + length * 2)
        : latin1Slice(bytes, from, from + length),
    )
  }
  return strings
}
