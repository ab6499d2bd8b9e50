import { SerializationError } from './errors.js'
import { latin1Slice, utf16Slice } from './text.js'

/** Property names as they were read. */
export interface ReadShape {
  readonly section: Uint8Array
  readonly keys: readonly string[]
  /** `__proto__` is a name like any other, but cannot be assigned. */
  readonly unsafe: boolean
  /** The shape that followed the last time: usually it does again. */
  next: ReadShape | undefined
}

/** More shapes than this are the names of data: start afresh rather than grow. */
const MAX_SHAPES = 4_096

/** Finds the shape of the bytes of its section, so that its names are decoded once per process. */
export class ShapeTable {
  #shapes = new Map<number, ReadShape>()
  #last: ReadShape | undefined

  /** The shape of the section at `from`..`to`. */
  find(bytes: Uint8Array, from: number, to: number): ReadShape {
    const last = this.#last
    const guess = last?.next
    if (guess !== undefined && sameBytes(guess.section, bytes, from, to))
      return (this.#last = guess)
    const found = this.#lookUp(bytes, from, to)
    if (last !== undefined) last.next = found
    return (this.#last = found)
  }

  #lookUp(bytes: Uint8Array, from: number, to: number): ReadShape {
    let hash = to - from
    for (let i = from; i < to; i++) hash = (Math.imul(hash, 31) + (bytes[i] as number)) | 0
    const known = this.#shapes.get(hash)
    if (known !== undefined && sameBytes(known.section, bytes, from, to)) return known
    const shape = parse(bytes, from, to)
    if (this.#shapes.size >= MAX_SHAPES) this.#shapes = new Map()
    this.#shapes.set(hash, shape)
    return shape
  }
}

function sameBytes(section: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (section.length !== to - from) return false
  for (let i = from; i < to; i++) if (section[i - from] !== bytes[i]) return false
  return true
}

function parse(bytes: Uint8Array, from: number, to: number): ReadShape {
  const keys: string[] = []
  const count = bytes[from] as number
  let at = from + 1
  for (let i = 0; i < count; i++) {
    let length = 0
    for (let shift = 0; ; shift += 7) {
      if (at >= to || shift > 28) throw new SerializationError('property names that end too early')
      const byte = bytes[at++] as number
      length += (byte & 127) * 2 ** shift
      if (byte < 128) break
    }
    const wide = length % 2 === 1
    const end = at + (wide ? length - 1 : length / 2)
    if (end > to) throw new SerializationError('property names that end too early')
    keys.push(wide ? utf16Slice(bytes, at, end) : latin1Slice(bytes, at, end))
    at = end
  }
  if (at !== to) throw new SerializationError('property names that end too late')
  return {
    section: bytes.slice(from, to),
    keys,
    unsafe: keys.includes('__proto__'),
    next: undefined,
  }
}
