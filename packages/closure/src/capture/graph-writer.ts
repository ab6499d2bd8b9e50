import {
  type Extra,
  type GraphData,
  type Group,
  type Node,
  type Ref,
  type Source,
  UNDEFINED,
} from '../graph.js'
import { wellKnownName } from '../intrinsics.js'

/** How a value was come to, from the object that holds it. */
export interface Step {
  readonly kind:
    | 'closure'
    | 'value'
    | 'class'
    | 'variable'
    | 'property'
    | 'element'
    | 'key'
    | 'entry'
    | 'prototype'
    | 'superclass'
    | 'static'
    | 'getter'
    | 'setter'
    | 'bound'
    | 'maker'
    | 'shipped'
  readonly name: PropertyKey
}

/** Which properties of a namespace are needed; undefined means all of it. */
export type Chains = readonly (readonly string[])[] | undefined

/** A value that waits for its turn. */
export interface Pending {
  readonly index: number
  readonly value: object | symbol
  chains: Chains
}

/**
 * Collects the nodes of a graph, breadth first, each object once. Remembers how each was come to,
 * so that a refusal can show the shortest way.
 */
export class GraphWriter {
  readonly nodes: Node[] = []
  readonly extras: Extra[] = []
  readonly integrity: [number, number][] = []
  readonly classes: [number, string][] = []
  readonly groups: Group[] = []
  readonly blobs: Uint8Array[] = []
  readonly queue: Pending[] = []
  readonly #parents: number[] = []
  readonly #steps: Step[] = []
  readonly #indexes = new Map<object | symbol, number>()
  readonly #shapes = new Map<string, number>()
  #lastShape = -1
  readonly #shapeRows: (readonly [Ref, ...string[]])[] = []
  readonly #sources = new Map<string, number>()
  readonly #sourceRows: Source[] = []
  /** Values queued with only some properties asked for so far. */
  readonly #waiting = new Map<number, Pending>()

  /** The reference to a value, queued for capture when it is an object not met before. */
  ref(value: unknown, parent: number, step: Step, chains?: Chains): Ref {
    switch (typeof value) {
      case 'undefined':
        return UNDEFINED
      case 'boolean':
      case 'string':
        return value
      case 'number':
        return numberRef(value)
      case 'bigint':
        return ['b', value.toString()]
      case 'symbol':
        return [this.#indexOf(value, parent, step, undefined)]
      default:
        return value === null ? null : [this.#indexOf(value as object, parent, step, chains)]
    }
  }

  #indexOf(value: object | symbol, parent: number, step: Step, chains: Chains): number {
    const known = this.#indexes.get(value)
    if (known !== undefined) {
      const waiting = this.#waiting.get(known)
      // A namespace of which more is needed than before is looked at again.
      if (this.partial.has(known)) this.queue.push({ index: known, value, chains })
      else if (waiting !== undefined) {
        waiting.chains = chains && waiting.chains && [...waiting.chains, ...chains]
      }
      return known
    }
    const index = this.nodes.length
    this.nodes.push(['object', 0])
    this.#indexes.set(value, index)
    this.#parents.push(parent)
    this.#steps.push(step)
    const pending = { index, value, chains }
    if (chains !== undefined) this.#waiting.set(index, pending)
    this.queue.push(pending)
    return index
  }

  /** Nodes of which only some properties travel, with those taken so far. */
  readonly partial = new Map<number, Map<string, Ref>>()

  /** A node that stands for no object of the driver. */
  add(node: Node, parent: number, step: Step): Ref {
    const index = this.nodes.push(node) - 1
    this.#parents.push(parent)
    this.#steps.push(step)
    return [index]
  }

  /** The shape of an object with this prototype and these keys. */
  shape(proto: Ref, keys: readonly string[]): number {
    // Most objects have the shape of the one before.
    if (this.#isLastShape(proto, keys)) return this.#lastShape
    const name = JSON.stringify([proto, keys])
    let index = this.#shapes.get(name)
    if (index === undefined) {
      index = this.#shapeRows.push([proto, ...keys]) - 1
      this.#shapes.set(name, index)
    }
    this.#lastShape = index
    return index
  }

  #isLastShape(proto: Ref, keys: readonly string[]): boolean {
    const row = this.#shapeRows[this.#lastShape]
    if (row === undefined || row.length !== keys.length + 1) return false
    const [last] = row
    const isSame =
      Array.isArray(last) && Array.isArray(proto) ? last[0] === proto[0] : last === proto
    return isSame && keys.every((key, at) => row[at + 1] === key)
  }

  source(source: Source): number {
    const name = JSON.stringify(source)
    let index = this.#sources.get(name)
    if (index === undefined) {
      index = this.#sourceRows.push(source) - 1
      this.#sources.set(name, index)
    }
    return index
  }

  /** A source that was given before. */
  sourceAt(index: number): Source {
    return this.#sourceRows[index] as Source
  }

  blob(bytes: Uint8Array): number {
    return this.blobs.push(bytes) - 1
  }

  /** The steps from a root to a node, the root first. */
  pathTo(index: number): Step[] {
    const path: Step[] = []
    for (let at = index; at >= 0; at = this.#parents[at] as number) {
      path.unshift(this.#steps[at] as Step)
    }
    return path
  }

  /** For every node, the node of the variable (a child of a root) through which it was first met. */
  owners(): Int32Array {
    const owners = new Int32Array(this.nodes.length).fill(-1)
    // A parent always has the smaller index.
    for (let at = 0; at < owners.length; at++) {
      const parent = this.#parents[at] as number
      if (parent < 0) continue
      owners[at] = (this.#parents[parent] as number) < 0 ? at : (owners[parent] as number)
    }
    return owners
  }

  /** The graph as plain data. */
  data(roots: Pick<GraphData, 'functions' | 'values' | 'application' | 'modules'>): GraphData {
    return {
      version: 1,
      shapes: this.#shapeRows,
      sources: this.#sourceRows,
      nodes: this.nodes,
      extras: this.extras,
      groups: this.groups,
      integrity: this.integrity,
      classes: this.classes,
      ...roots,
    }
  }
}

function numberRef(value: number): Ref {
  if (Number.isFinite(value)) return Object.is(value, -0) ? ['n', '-0'] : value
  return ['n', String(value) as 'NaN']
}

/** A symbol's node. */
export function symbolNode(symbol: symbol): Node {
  const wellKnown = wellKnownName(symbol)
  if (wellKnown !== undefined) return ['intrinsic', 'Symbol', wellKnown]
  const key = Symbol.keyFor(symbol)
  return key === undefined ? ['symbol', symbol.description ?? null] : ['registered', key]
}
