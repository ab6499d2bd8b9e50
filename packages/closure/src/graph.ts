/**
 * A captured graph as plain data: what lies between capture on the driver and rebuild on an
 * executor. Everything here is JSON but the blobs, and nothing in it is ever run except the
 * `text` of a source, which the driver has parsed.
 */

/** A value inside a node: a JSON literal, or a tagged array for all that JSON does not say. */
export type Ref = null | boolean | number | string | readonly [number] | SpecialRef

type SpecialRef =
  | readonly ['u']
  | readonly ['h']
  | readonly ['n', 'NaN' | 'Infinity' | '-Infinity' | '-0']
  | readonly ['b', string]

/** undefined. */
export const UNDEFINED: Ref = ['u']
/** A hole of a sparse array. */
export const HOLE: Ref = ['h']

/** One property that is not plain data: node, key, flags, value or getter, setter. */
export type Extra = readonly [node: number, key: Ref, flags: number, value: Ref, setter: Ref]

export const ENUMERABLE = 1
export const WRITABLE = 2
export const CONFIGURABLE = 4
export const ACCESSOR = 8

/** A function's text and what it needs around it. */
export interface Source {
  readonly text: string
  /** How the text is read: an expression (arrows, functions, classes) or a member of an object literal. */
  readonly kind: 'expression' | 'member'
  /** The script and the position (from 0) that stack traces shall show. */
  readonly url: string
  readonly line: number
  readonly column: number
  readonly strict: boolean
  /** Names bound around the text, in the order of a function node's bindings. */
  readonly names: readonly string[]
  /** Those among `names` which some function assigns to. */
  readonly assigned: readonly string[]
  /** The name under which the function knows itself. */
  readonly self?: string | undefined
  /** A parameter name that occurs nowhere in the text. */
  readonly parameter: string
}

/** Where a module is, as seen from the driver. */
export type ModuleOrigin =
  /** A lazy module of the application's bundle. */
  | { readonly kind: 'application'; readonly id: string }
  /** A package, by specifier and by the file that imports it. */
  | { readonly kind: 'import'; readonly specifier: string; readonly parent: string }
  /** A file of a package; `specifier` finds it where the file is elsewhere. */
  | { readonly kind: 'file'; readonly url: string; readonly specifier: string }
  | { readonly kind: 'commonjs'; readonly file: string; readonly specifier: string }

/** An object of a graph; the first element says which. */
export type Node =
  | readonly ['object', shape: number, ...values: Ref[]]
  | readonly ['array', proto: Ref, ...elements: Ref[]]
  | readonly ['map', proto: Ref, ...entries: Ref[]]
  | readonly ['set', proto: Ref, ...elements: Ref[]]
  | readonly ['date', proto: Ref, time: Ref]
  | readonly ['regexp', proto: Ref, source: string, flags: string, lastIndex: number]
  | readonly ['error', proto: Ref]
  | readonly ['boxed', primitive: Ref]
  | readonly ['buffer', blob: number]
  | readonly ['view', type: string, buffer: Ref, offset: number, length: number]
  | readonly ['url', href: string]
  | readonly ['params', text: string]
  | readonly ['intl', type: string, locale: string, options: Ref]
  | readonly ['symbol', description: string | null]
  | readonly ['registered', key: string]
  | readonly ['intrinsic', ...path: string[]]
  | readonly ['builtin', module: string, ...path: string[]]
  | readonly ['provided', module: string, ...path: string[]]
  | readonly ['module', origin: ModuleOrigin, ...path: string[]]
  | readonly ['function', source: number, bindings: readonly Ref[], facts: FunctionFacts]
  | readonly ['bound', target: Ref, receiver: Ref, ...args: Ref[]]
  | readonly ['prototype', of: Ref, proto: Ref]
  | readonly ['import', parent: string]
  | readonly ['require', parent: string]
  | readonly ['lazy', id: string, maker: Ref]
  | readonly ['shipped', module: string, name: string, ...args: Ref[]]
  | readonly ['revived', reviver: string, value: Ref]
  | readonly ['name-helper']

/** What a function is beside its text. */
export interface FunctionFacts {
  readonly name?: string | undefined
  /** Its prototype, when that is not what its syntax gives. */
  readonly proto?: Ref | undefined
}

/** Functions that share variables which one of them assigns to; those are no names of their sources. */
export interface Group {
  readonly variables: readonly string[]
  readonly refs: readonly Ref[]
  readonly members: readonly number[]
}

/** A whole graph, without its blobs. */
export interface GraphData {
  readonly version: 1
  /** The URL of the application's bundle on the driver, when a node names one of its modules. */
  readonly application?: string | undefined
  /** Its modules that closures have named so far: a slot needs them for the classes of rows. */
  readonly modules?: readonly string[] | undefined
  /** Keys and prototype of plain objects and instances; `['u']` is Object.prototype, null is none. */
  readonly shapes: readonly (readonly [proto: Ref, ...keys: string[]])[]
  readonly sources: readonly Source[]
  readonly nodes: readonly Node[]
  readonly extras: readonly Extra[]
  readonly groups: readonly Group[]
  /** Objects that take no further properties: 1 non-extensible, 2 sealed, 3 frozen. */
  readonly integrity: readonly (readonly [node: number, level: number])[]
  /** The names of the classes among the nodes. */
  readonly classes: readonly (readonly [node: number, id: string])[]
  readonly functions: readonly Ref[]
  readonly values: readonly Ref[]
}

/** What the driver captured for one stage. */
export interface CapturedGraph {
  readonly data: GraphData
  readonly blobs: readonly Uint8Array[]
}
