import { ownProperties } from './own-property.js'

/** The global names that every Node process has; a closure's use of one of them is left as it is. */
export const GLOBAL_NAMES: ReadonlySet<string> = new Set(
  (
    'globalThis global undefined NaN Infinity eval isFinite isNaN parseFloat parseInt decodeURI ' +
    'decodeURIComponent encodeURI encodeURIComponent escape unescape Object Function Boolean Symbol ' +
    'Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError ' +
    'SuppressedError DisposableStack AsyncDisposableStack Number BigInt Math Date String RegExp ' +
    'Array Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array ' +
    'BigInt64Array BigUint64Array Float16Array Float32Array Float64Array Map Set WeakMap WeakSet ' +
    'WeakRef FinalizationRegistry ArrayBuffer SharedArrayBuffer DataView Atomics JSON Iterator ' +
    'Promise Proxy Reflect Intl WebAssembly Temporal console process Buffer URL URLSearchParams ' +
    'URLPattern TextEncoder TextDecoder TextEncoderStream TextDecoderStream CompressionStream ' +
    'DecompressionStream AbortController AbortSignal Event EventTarget CustomEvent EventSource ' +
    'MessageChannel MessagePort MessageEvent BroadcastChannel CloseEvent ErrorEvent Blob File ' +
    'FormData Headers Request Response WebSocket fetch structuredClone queueMicrotask ' +
    'performance Performance PerformanceEntry PerformanceMark PerformanceMeasure ' +
    'PerformanceObserver PerformanceObserverEntryList PerformanceResourceTiming crypto Crypto ' +
    'CryptoKey SubtleCrypto navigator Navigator DOMException atob btoa setTimeout clearTimeout ' +
    'setInterval clearInterval setImmediate clearImmediate ReadableStream ' +
    'ReadableStreamDefaultReader ReadableStreamBYOBReader ReadableStreamBYOBRequest ' +
    'ReadableByteStreamController ReadableStreamDefaultController WritableStream ' +
    'WritableStreamDefaultWriter WritableStreamDefaultController TransformStream ' +
    'TransformStreamDefaultController ByteLengthQueuingStrategy CountQueuingStrategy Storage ' +
    'localStorage sessionStorage gc'
  ).split(' '),
)

type Realm = Readonly<Record<string, unknown>>

const HIDDEN = `
  const prototypeOf = Object.getPrototypeOf
  return {
    '%TypedArray%': prototypeOf(Uint8Array),
    '%AsyncFunction%': prototypeOf(async () => {}).constructor,
    '%GeneratorFunction%': prototypeOf(function* () {}).constructor,
    '%AsyncGeneratorFunction%': prototypeOf(async function* () {}).constructor,
    '%ArrayIteratorPrototype%': prototypeOf([][Symbol.iterator]()),
    '%MapIteratorPrototype%': prototypeOf(new Map().entries()),
    '%SetIteratorPrototype%': prototypeOf(new Set().entries()),
    '%StringIteratorPrototype%': prototypeOf(''[Symbol.iterator]()),
    '%IteratorPrototype%': prototypeOf(prototypeOf([][Symbol.iterator]())),
  }`

/** Intrinsics without a global name; of the realm whose Function is given. */
function hidden(make: FunctionConstructor): Realm {
  try {
    return make(HIDDEN)() as Realm
  } catch {
    // Where code from strings is not allowed they are not known, and go by value or are refused.
    return {}
  }
}

// Their properties are the process's own; a walk into them would meet getters that load modules.
const SHALLOW = new Set(['globalThis', 'global', 'process', 'console'])
const WELL_KNOWN = Object.getOwnPropertyNames(Symbol).filter(
  (name) => typeof (Symbol as never as Record<string, unknown>)[name] === 'symbol',
)

/** The name of a symbol that is the same in every process. */
export const wellKnownName = (symbol: symbol): string | undefined =>
  WELL_KNOWN.find((name) => (Symbol as never as Record<string, unknown>)[name] === symbol)

/**
 * Every intrinsic object with the path on which {@link intrinsicAt} finds it, shortest paths first;
 * of this realm or of another one, such as the one in which jest runs a program.
 */
export function* walkIntrinsics(
  realm: Realm = globalThis as never,
): Generator<readonly [object, readonly string[]]> {
  const seen = new Set<object>()
  const queue: [object, string[]][] = []
  const offer = (value: unknown, path: string[]): void => {
    if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return
    if (seen.has(value)) return
    seen.add(value)
    queue.push([value, path])
  }
  for (const name of GLOBAL_NAMES) {
    // A getter (crypto, fetch, localStorage) loads a module when it is read.
    offer(Object.getOwnPropertyDescriptor(realm, name)?.value, [name])
  }
  offer(process, ['process'])
  offer(Buffer, ['Buffer'])
  offer(process.env, ['process', 'env'])
  for (const [name, value] of Object.entries(hidden(realm.Function as FunctionConstructor))) {
    offer(value, [name])
  }
  for (const [value, path] of queue) {
    yield [value, path]
    if (SHALLOW.has(path[0] as string) && path.length > 1) continue
    for (const [key, { value: inner, get, set }] of ownProperties(value)) {
      const step = typeof key === 'string' ? key : symbolStep(key as symbol)
      if (step === undefined || key === 'env') continue
      offer(inner, [...path, step])
      if (path[0] === 'process' || path[0] === 'globalThis') continue
      offer(get, [...path, `get ${step}`])
      offer(set, [...path, `set ${step}`])
    }
  }
}

function symbolStep(symbol: symbol): string | undefined {
  const name = wellKnownName(symbol)
  return name === undefined ? undefined : `@@${name}`
}

/** The intrinsic at the end of a path of {@link walkIntrinsics}. */
export function intrinsicAt(path: readonly string[]): unknown {
  const [root = '', ...steps] = path
  let at: unknown = root.startsWith('%')
    ? hidden(Function)[root]
    : (globalThis as Record<string, unknown>)[root]
  for (const step of steps) {
    const accessor = /^(get|set) (.*)$/s.exec(step)
    const key = keyOf(accessor?.[2] ?? step)
    if (accessor === null) at = (at as Record<PropertyKey, unknown>)[key]
    else at = Object.getOwnPropertyDescriptor(at, key)?.[accessor[1] as 'get' | 'set']
  }
  return at
}

const keyOf = (step: string): PropertyKey =>
  step.startsWith('@@')
    ? ((Symbol as never as Record<string, symbol>)[step.slice(2)] ?? step)
    : step
