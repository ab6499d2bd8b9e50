import type { Node, Ref } from '../graph.js'
import type { Links } from './links.js'

const VIEWS: Readonly<Record<string, new (b: ArrayBuffer, o: number, l: number) => object>> = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  BigInt64Array,
  BigUint64Array,
  Float32Array,
  Float64Array,
  DataView,
}

/** An object of the language with its inner state, its own properties yet to come. */
export function makeEmpty(node: Node, links: Links): object {
  const value = (ref: Ref): unknown => links.value(ref)
  switch (node[0]) {
    case 'date':
      return new Date(value(node[2]) as number)
    case 'regexp': {
      const made = new RegExp(node[2], node[3])
      made.lastIndex = node[4]
      return made
    }
    case 'error': {
      const made = new Error()
      // Its own stack would be this place; the captured one comes with its properties.
      delete made.stack
      return made
    }
    case 'boxed':
      return Object(value(node[1])) as object
    case 'view': {
      const [, type, buffer, offset, length] = node
      const bytes = value(buffer) as ArrayBuffer
      if (type === 'Buffer') return Buffer.from(bytes, offset, length)
      const View = VIEWS[type] ?? (globalThis as never as typeof VIEWS)[type]
      if (View === undefined) throw new Error(`this Node has no ${type}`)
      return new View(bytes, offset, length)
    }
    case 'url':
      return new URL(node[1])
    case 'params':
      return new URLSearchParams(node[1])
    case 'intl': {
      const make = (Intl as never as Record<string, new (l: string, o: unknown) => object>)[node[1]]
      if (make === undefined) throw new Error(`this Node has no Intl.${node[1]}`)
      const options = value(node[3])
      links.drain()
      return new make(node[2], options)
    }
    default:
      throw new Error(`no empty object is made of a ${node[0]} node`)
  }
}
