import { ByteSink } from './byte-sink.js'

/** The property names of objects that look alike, as they are written. */
export interface Shape {
  readonly keys: readonly string[]
  /** Byte count, number of names, names. */
  readonly section: Uint8Array
  /** In which message it got its `id`. */
  epoch: number
  id: number
  /** The shape that followed the last time: usually it does again. */
  next: Shape | undefined
}

interface Node {
  readonly children: Map<string, Node>
  shape: Shape | undefined
}

/** More nodes than this are the names of data, not of fields: start afresh rather than grow. */
const MAX_NODES = 16_384

/** Finds the shape of a list of property names; remembers them from message to message. */
export class ShapeTrie {
  #root: Node = { children: new Map(), shape: undefined }
  #nodes = 0
  #last: Shape | undefined

  /** The shape with exactly these names in this order. */
  find(keys: readonly string[]): Shape {
    const last = this.#last
    const guess = last?.next
    if (guess !== undefined && sameKeys(guess.keys, keys)) return (this.#last = guess)
    const found = this.#walk(keys)
    if (last !== undefined) last.next = found
    return (this.#last = found)
  }

  #walk(keys: readonly string[]): Shape {
    if (this.#nodes > MAX_NODES) {
      this.#root = { children: new Map(), shape: undefined }
      this.#nodes = 0
    }
    let node = this.#root
    for (const key of keys) {
      let child = node.children.get(key)
      if (child === undefined) {
        child = { children: new Map(), shape: undefined }
        node.children.set(key, child)
        this.#nodes++
      }
      node = child
    }
    node.shape ??= { keys, section: section(keys), epoch: 0, id: 0, next: undefined }
    return node.shape
  }
}

function sameKeys(a: readonly string[], b: readonly string[]): boolean {
  const count = a.length
  if (count !== b.length) return false
  for (let i = 0; i < count; i++) if (a[i] !== b[i]) return false
  return true
}

/** A name: its length in units times two, plus one when it is written in UTF-16; then its characters. */
function section(keys: readonly string[]): Uint8Array {
  const names = new ByteSink(64)
  names.u8(keys.length)
  for (const key of keys) {
    const start = names.length
    names.varint(key.length * 2)
    if (names.latin1(key)) continue
    names.length = start
    names.varint(key.length * 2 + 1)
    names.utf16(key)
  }
  const whole = new ByteSink(names.length + 5)
  whole.varint(names.length)
  whole.raw(names.bytes.subarray(0, names.length))
  return whole.copy()
}
