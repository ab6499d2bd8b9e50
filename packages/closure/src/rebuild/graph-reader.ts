import {
  ACCESSOR,
  CONFIGURABLE,
  type CapturedGraph,
  ENUMERABLE,
  type FunctionFacts,
  type GraphData,
  type Group,
  type Node,
  type Ref,
  type Source,
  WRITABLE,
} from '../graph.js'
import { intrinsicAt } from '../intrinsics.js'
import { Lazy } from '../lazy.js'
import { type Factory, compileGroup, compileSource, onlyMember } from './compile.js'
import type { RebuildEnvironment } from './environment.js'
import { makeEmpty } from './make-empty.js'
import { moduleOf } from './modules.js'
import type { RebuiltGraph } from './rebuild-graph.js'

type Fill = () => void
type FunctionNode = Extract<Node, readonly ['function', ...unknown[]]>

const BUILDING = Symbol('building')

/**
 * Makes the objects of one graph. Containers are made empty and filled from a queue, so that depth
 * and cycles cost nothing; functions are made when they are needed, with all that they capture, and
 * a function that captures one still being made gets it later, through a hole.
 */
export class GraphReader {
  readonly #data: GraphData
  readonly #blobs: readonly Uint8Array[]
  readonly #environment: RebuildEnvironment
  readonly #built: unknown[]
  readonly #classIds: Map<number, string>
  readonly #groups = new Map<number, Group>()
  readonly #factories = new Map<Group, Map<number, Factory>>()
  readonly #fills: Fill[] = []
  #filled = 0
  /** What waits for a function that is being made. */
  readonly #waiting = new Map<number, ((value: unknown) => void)[]>()

  constructor({ data, blobs }: CapturedGraph, environment: RebuildEnvironment) {
    this.#data = data
    this.#blobs = blobs
    this.#environment = environment
    this.#built = Array.from({ length: data.nodes.length })
    this.#classIds = new Map(data.classes)
    for (const group of data.groups) for (const each of group.members) this.#groups.set(each, group)
  }

  read(): RebuiltGraph {
    const { functions, values, classes, extras, integrity } = this.#data
    for (const [node] of classes) this.#value([node])
    const roots = { functions: functions.map((ref) => this.#value(ref) as Function) }
    const others = values.map((ref) => this.#value(ref))
    this.#drain()
    for (const [node, key, flags, value, setter] of extras) {
      this.#define(node, this.#value(key) as PropertyKey, flags, value, setter)
    }
    this.#drain()
    for (const [node, level] of integrity) {
      const value = this.#built[node] as object
      if (level === 3 && !ArrayBuffer.isView(value)) Object.freeze(value)
      else if (level === 2) Object.seal(value)
      else Object.preventExtensions(value)
    }
    return { ...roots, values: others }
  }

  #drain(): void {
    while (this.#filled < this.#fills.length) (this.#fills[this.#filled++] as Fill)()
  }

  /** Gives the value to `take`: now, or when the function that it is has been made. */
  #give(ref: Ref, take: (value: unknown) => void): void {
    const value = this.#value(ref)
    if (value !== BUILDING) return take(value)
    const index = (ref as readonly [number])[0]
    const waiting = this.#waiting.get(index)
    if (waiting === undefined) this.#waiting.set(index, [take])
    else waiting.push(take)
  }

  #value(ref: Ref): unknown {
    if (!Array.isArray(ref)) return ref
    const [tag, text] = ref as readonly [number | string, string?]
    if (typeof tag === 'number') return this.#node(tag)
    if (tag === 'n') return Number(text)
    if (tag === 'b') return BigInt(text as string)
    return undefined
  }

  #node(index: number): unknown {
    const known = this.#built[index]
    if (known !== undefined) return known
    const node = this.#data.nodes[index] as Node
    this.#built[index] = BUILDING
    const value = this.#make(node, index)
    this.#built[index] = value
    for (const take of this.#waiting.get(index) ?? []) take(value)
    this.#waiting.delete(index)
    return value
  }

  #make(node: Node, index: number): unknown {
    switch (node[0]) {
      case 'object':
        return this.#object(node[1], node)
      case 'array': {
        const made: unknown[] = []
        made.length = node.length - 2
        this.#later(made, node[1], () => {
          for (let at = 2; at < node.length; at++) {
            const ref = node[at] as Ref
            if (Array.isArray(ref) && ref[0] === 'h') continue
            this.#give(ref, (value) => (made[at - 2] = value))
          }
        })
        return made
      }
      case 'map': {
        const made = new Map<unknown, unknown>()
        this.#later(made, node[1], () => {
          for (let at = 2; at < node.length; at += 2) {
            this.#give(node[at] as Ref, (key) =>
              this.#give(node[at + 1] as Ref, (value) => Map.prototype.set.call(made, key, value)),
            )
          }
        })
        return made
      }
      case 'set': {
        const made = new Set<unknown>()
        this.#later(made, node[1], () => {
          for (const ref of node.slice(2) as Ref[]) {
            this.#give(ref, (value) => Set.prototype.add.call(made, value))
          }
        })
        return made
      }
      case 'date':
      case 'regexp':
      case 'error': {
        const made = makeEmpty(node, (ref) => this.#value(ref))
        this.#setPrototype(made, node[1])
        return made
      }
      case 'buffer':
        // A copy: what arrived may be a view of a pool, and is not the closure's to write to.
        return (this.#blobs[node[1]] as Uint8Array).slice().buffer
      case 'boxed':
      case 'view':
      case 'url':
      case 'params':
        return makeEmpty(node, (ref) => this.#value(ref))
      case 'intl':
        this.#value(node[3])
        this.#drain()
        return makeEmpty(node, (ref) => this.#value(ref))
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
        return this.#named(
          index,
          follow(moduleOf(node, this.#environment), node.slice(2) as string[]),
        )
      case 'function':
        return this.#function(node[1], node[2], node[3], index)
      case 'bound': {
        const [target, receiver, ...args] = node.slice(1).map((ref) => this.#value(ref as Ref))
        return Function.prototype.bind.call(target as never, receiver, ...args)
      }
      case 'prototype': {
        const made = (this.#value(node[1]) as Function).prototype as object
        this.#setPrototype(made, node[2])
        return made
      }
      case 'import':
        return (specifier: string) => this.#environment.importModule(specifier, node[1])
      case 'require':
        return this.#environment.requireFrom(node[1])
      case 'lazy':
        return this.#lazy(node[1], node[2])
      case 'shipped': {
        const args = node.slice(3).map((ref) => this.#value(ref as Ref))
        this.#drain()
        const make = follow(moduleOf(node, this.#environment), [node[2]])
        return (make as (...args: unknown[]) => unknown)(...args)
      }
      case 'revived':
        return this.#revived(node[1], node[2])
      case 'name-helper':
        return (fn: object, name: string) =>
          Object.defineProperty(fn, 'name', { value: name, configurable: true })
    }
  }

  #object(shapeIndex: number, node: Node): object {
    const [proto, ...keys] = this.#data.shapes[shapeIndex] as readonly [Ref, ...string[]]
    const made: Record<string, unknown> = proto === null ? Object.create(null) : {}
    this.#later(made, proto === null ? ['u'] : proto, () => {
      for (let at = 0; at < keys.length; at++) {
        const key = keys[at] as string
        this.#give(node[at + 2] as Ref, (value) => put(made, key, value))
      }
    })
    return made
  }

  /** Gives an empty container its prototype, and queues its filling. */
  #later(made: object, proto: Ref, fill: Fill): void {
    this.#fills.push(fill)
    this.#setPrototype(made, proto)
  }

  #setPrototype(made: object, proto: Ref): void {
    if (Array.isArray(proto) && proto[0] === 'u') return
    this.#give(proto, (value) => Object.setPrototypeOf(made, value as object | null))
  }

  #function(sourceIndex: number, refs: readonly Ref[], facts: FunctionFacts, index: number) {
    const known = this.#classes.classOf(this.#classIds.get(index) ?? '')
    if (known !== undefined) return known
    const source = this.#sourceAt(sourceIndex)
    const shared = this.#groups.get(index)
    const slots = refs.map((ref) => this.#value(ref))
    const late = slots.flatMap((value, at) => (value === BUILDING ? [at] : []))
    const holes = shared === undefined ? new Set(late) : this.#functionsAmong(refs)
    const factory =
      shared === undefined ? compileSource({ source, holes }) : this.#shared(shared, index)
    let made = factory(slots) as Function
    if (source.kind === 'member') made = onlyMember(made)
    for (const at of holes) this.#give(refs[at] as Ref, slots[at] as (value: unknown) => void)
    if (facts.name !== undefined && made.name !== facts.name) {
      Object.defineProperty(made, 'name', { value: facts.name, configurable: true })
    }
    if (facts.proto !== undefined) this.#setPrototype(made, facts.proto)
    return this.#named(index, made)
  }

  #named(index: number, value: unknown): unknown {
    const id = this.#classIds.get(index)
    if (id !== undefined && typeof value === 'function') this.#classes.register(id, value)
    return value
  }

  #sourceAt(index: number): Source {
    return this.#data.sources[index] as Source
  }

  /** Which references are to functions: in a group each of them may be the one that is being made. */
  #functionsAmong(refs: readonly Ref[]): ReadonlySet<number> {
    const isFunction = (ref: Ref): boolean =>
      Array.isArray(ref) &&
      typeof ref[0] === 'number' &&
      this.#data.nodes[ref[0]]?.[0] === 'function'
    return new Set(refs.flatMap((ref, at) => (isFunction(ref) ? [at] : [])))
  }

  /** The factory of a function that shares variables; all of its group are compiled together. */
  #shared(group: Group, index: number): Factory {
    let factories = this.#factories.get(group)
    if (factories === undefined) {
      factories = new Map()
      this.#factories.set(group, factories)
      const holed = group.members.map((member) => {
        const [, source, refs] = this.#data.nodes[member] as FunctionNode
        return { member, source: this.#sourceAt(source), holes: this.#functionsAmong(refs) }
      })
      holed.sort((a, b) => a.source.line - b.source.line || a.source.column - b.source.column)
      const setters: unknown[] = []
      const made = compileGroup(group.variables, holed)(setters)
      for (const [at, { member }] of holed.entries()) factories.set(member, made[at] as Factory)
      for (const [at, ref] of group.refs.entries()) {
        this.#give(ref, setters[at] as (value: unknown) => void)
      }
    }
    return factories.get(index) as Factory
  }

  get #classes() {
    return this.#environment.classes
  }

  #lazy(id: string, maker: Ref): Lazy<unknown> {
    const { lazies } = this.#environment
    let value = lazies.get(id)
    if (value === undefined) {
      let make: (() => unknown) | undefined
      value = new Lazy(() => (make as () => unknown)())
      lazies.set(id, value)
      this.#fills.push(() => this.#give(maker, (made) => (make = made as () => unknown)))
    }
    return value
  }

  #revived(reviver: string, ref: Ref): unknown {
    const revive = this.#environment.revivers[reviver]
    if (revive === undefined) throw new Error(`no reviver '${reviver}' in this environment`)
    const value = this.#value(ref)
    this.#drain()
    return revive(value)
  }

  #define(node: number, key: PropertyKey, flags: number, first: Ref, second: Ref): void {
    const target = this.#node(node) as object
    const common = {
      enumerable: (flags & ENUMERABLE) !== 0,
      configurable: (flags & CONFIGURABLE) !== 0,
    }
    const value = this.#value(first)
    const descriptor =
      (flags & ACCESSOR) === 0
        ? { ...common, value, writable: (flags & WRITABLE) !== 0 }
        : { ...common, get: value as () => unknown, set: this.#value(second) as never }
    const present = Object.getOwnPropertyDescriptor(target, key)
    // A class that this slot has had before keeps what it has.
    if (present?.configurable === false && !present.writable) return
    Object.defineProperty(target, key, descriptor)
  }
}

function put(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') object[key] = value
  else Object.defineProperty(object, key, { value, ...PLAIN })
}

const PLAIN = { enumerable: true, configurable: true, writable: true }

function follow(module: unknown, path: readonly string[]): unknown {
  return path.reduce((at, step) => (at as Record<string, unknown>)[step], module)
}
