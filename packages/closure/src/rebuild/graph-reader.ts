import type { CapturedGraph, GraphData, Node, Ref } from '../graph.js'
import { UnknownReviverError } from '../errors.js'
import { intrinsicAt } from '../intrinsics.js'
import { Lazy } from '../lazy.js'
import { applyExtras, applyIntegrity } from './apply-extras.js'
import type { RebuildEnvironment } from './environment.js'
import { BUILDING, type Links } from './links.js'
import { makeContainer } from './make-container.js'
import { makeEmpty } from './make-empty.js'
import { FunctionMaker } from './make-function.js'
import { moduleOf } from './modules.js'
import type { RebuiltGraph } from './rebuild-graph.js'

/**
 * Makes the objects of one graph. Containers are made empty and filled from a queue; functions are
 * made when they are needed, with all that they capture, and a function that captures one still
 * being made gets it later, through a hole.
 */
export class GraphReader implements Links {
  readonly data: GraphData
  readonly environment: RebuildEnvironment
  readonly #blobs: readonly Uint8Array[]
  readonly #built: unknown[]
  readonly #classIds: ReadonlyMap<number, string>
  readonly #functions: FunctionMaker
  /** Classes that the slot had before, and their prototypes: they keep what they have. */
  readonly #kept = new Set<number>()
  readonly #fills: (() => void)[] = []
  #filled = 0
  /** What waits for a function that is being made. */
  readonly #waiting = new Map<number, ((value: unknown) => void)[]>()

  constructor({ data, blobs }: CapturedGraph, environment: RebuildEnvironment) {
    this.data = data
    this.environment = environment
    this.#blobs = blobs
    this.#built = Array.from({ length: data.nodes.length })
    this.#classIds = new Map(data.classes)
    this.#functions = new FunctionMaker(this)
  }

  read(): RebuiltGraph {
    for (const [node] of this.data.classes) this.value([node])
    const functions = this.data.functions.map((ref) => this.value(ref) as Function)
    const values = this.data.values.map((ref) => this.value(ref))
    this.drain()
    applyExtras(this, (node) => this.#kept.has(node))
    this.drain()
    applyIntegrity(this)
    return { functions, values }
  }

  value(ref: Ref): unknown {
    if (!Array.isArray(ref)) return ref
    const [tag, text] = ref as readonly [number | string, string?]
    if (typeof tag === 'number') return this.#node(tag)
    if (tag === 'n') return Number(text)
    if (tag === 'b') return BigInt(text as string)
    return undefined
  }

  give(ref: Ref, take: (value: unknown) => void): void {
    const value = this.value(ref)
    if (value !== BUILDING) return take(value)
    const index = (ref as readonly [number])[0]
    const waiting = this.#waiting.get(index)
    if (waiting === undefined) this.#waiting.set(index, [take])
    else waiting.push(take)
  }

  later(fill: () => void): void {
    this.#fills.push(fill)
  }

  drain(): void {
    while (this.#filled < this.#fills.length) (this.#fills[this.#filled++] as () => void)()
  }

  setPrototype(made: object, proto: Ref): void {
    if (Array.isArray(proto) && proto[0] === 'u') return
    this.give(proto, (value) => Object.setPrototypeOf(made, value as object | null))
  }

  #node(index: number): unknown {
    const known = this.#built[index]
    if (known !== undefined) return known
    this.#built[index] = BUILDING
    const value = this.#named(index) ?? this.#make(this.data.nodes[index] as Node, index)
    // A function that is made together with others may be settled by now, or later.
    if (value === BUILDING) return this.#built[index]
    this.settle(index, value)
    return value
  }

  settle(index: number, value: unknown): void {
    this.#built[index] = this.#register(index, value)
    for (const take of this.#waiting.get(index) ?? []) take(value)
    this.#waiting.delete(index)
  }

  /** The class of that name, if the slot has it. */
  #named(index: number): unknown {
    const id = this.#classIds.get(index)
    const known = id === undefined ? undefined : this.environment.classes.classOf(id)
    if (known !== undefined) this.#kept.add(index)
    return known
  }

  #make(node: Node, index: number): unknown {
    switch (node[0]) {
      case 'object':
      case 'array':
      case 'map':
      case 'set':
        return makeContainer(node, this)
      case 'date':
      case 'regexp':
      case 'error': {
        const made = makeEmpty(node, this)
        this.setPrototype(made, node[1])
        return made
      }
      case 'buffer':
        // A copy: what arrived may be a view of a pool, and is not the closure's to write to.
        return (this.#blobs[node[1]] as Uint8Array).slice().buffer
      case 'boxed':
      case 'view':
      case 'url':
      case 'params':
      case 'intl':
        return makeEmpty(node, this)
      case 'symbol':
        return Symbol(node[1] ?? undefined)
      case 'registered':
        return Symbol.for(node[1])
      case 'intrinsic':
        return intrinsicAt(node.slice(1) as string[])
      case 'builtin':
        return follow(process.getBuiltinModule(`node:${node[1]}`), node.slice(2) as string[])
      case 'provided':
      case 'module':
        return follow(moduleOf(node, this.environment), node.slice(2))
      case 'function':
        return this.#functions.make(node, index)
      case 'bound': {
        const [target, receiver, ...args] = node.slice(1).map((ref) => this.value(ref as Ref))
        return Function.prototype.bind.call(target as never, receiver, ...args)
      }
      case 'prototype':
        return this.#prototype(node[1], node[2], index)
      case 'import':
        return (specifier: string) => this.environment.importModule(specifier, node[1])
      case 'require':
        return this.environment.requireFrom(node[1])
      case 'lazy':
        return this.#lazy(node[1], node[2])
      case 'shipped': {
        const args = node.slice(3).map((ref) => this.value(ref as Ref))
        this.drain()
        const make = follow(moduleOf(node, this.environment), [node[2]])
        return (make as (...args: unknown[]) => unknown)(...args)
      }
      case 'revived':
        return this.#revived(node[1], node[2])
      case 'name-helper':
        return (fn: object, name: string) =>
          Object.defineProperty(fn, 'name', { value: name, configurable: true })
    }
  }

  #register(index: number, value: unknown): unknown {
    const id = this.#classIds.get(index)
    if (id !== undefined && typeof value === 'function')
      this.environment.classes.register(id, value)
    return value
  }

  #prototype(of: Ref, proto: Ref, index: number): object {
    const made = (this.value(of) as Function).prototype as object
    if (Array.isArray(of) && this.#kept.has(of[0] as number)) this.#kept.add(index)
    else this.setPrototype(made, proto)
    return made
  }

  #lazy(id: string, maker: Ref): Lazy<unknown> {
    const { lazies } = this.environment
    let value = lazies.get(id)
    if (value === undefined) {
      let make: (() => unknown) | undefined
      value = new Lazy(() => (make as () => unknown)())
      lazies.set(id, value)
      this.later(() => this.give(maker, (made) => (make = made as () => unknown)))
    }
    return value
  }

  #revived(reviver: string, ref: Ref): unknown {
    const revive = this.environment.revivers[reviver]
    if (revive === undefined) throw new UnknownReviverError(reviver, this.environment.revivers)
    const value = this.value(ref)
    this.drain()
    return revive(value)
  }
}

function follow(module: unknown, path: readonly unknown[]): unknown {
  return path.reduce((at, step) => (at as Record<string, unknown>)[step as string], module)
}
