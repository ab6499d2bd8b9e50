import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict'

/** A value that every way a row can take (shuffle, cache, broadcast, results, parallelize) must keep. */
export interface FidelityCase {
  readonly name: string
  /** A fresh value. */
  readonly make: () => unknown
  /** Throws when `back` is not the value made. */
  readonly check: (back: unknown) => void
}

/** Equal in kind, prototype, content, signs of zero. */
function equal(name: string, make: () => unknown): FidelityCase {
  return { name, make, check: (back) => deepStrictEqual(back, make()) }
}

/** With a look at what `deepStrictEqual` does not see. */
function looked<T>(name: string, make: () => T, look: (back: T) => void): FidelityCase {
  return { name, make, check: (back) => look(back as T) }
}

const primitives: FidelityCase[] = [
  equal('null', () => null),
  equal('undefined', () => undefined),
  equal('true', () => true),
  equal('false', () => false),
  ...[0, -0, 1, -1, 127, 128, -128, -129, 32_767, 32_768, -32_769, 2 ** 31 - 1, -(2 ** 31), 2 ** 31]
    .concat([2 ** 53, 0.1, Number.MIN_VALUE, Number.MAX_VALUE, Number.NaN])
    .concat([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
    .map((value) => equal(`number ${Object.is(value, -0) ? '-0' : value}`, () => value)),
  ...[0n, 1n, -1n, 255n, 256n, 2n ** 64n, -(10n ** 40n)].map((value) =>
    equal(`bigint ${value}`, () => value),
  ),
  equal('an empty string', () => ''),
  equal('an ASCII string', () => 'spark'),
  equal('a Latin-1 string', () => 'é\u00ff\u0000'),
  equal('a string with an emoji', () => 'fire 🔥'),
  equal('lone surrogates', () => ['\ud800', '\udc00x', 'x\ud83d']),
  equal('long strings', () => ['x'.repeat(100_000), '\u00fc'.repeat(70_000), '火'.repeat(70_000)]),
]

const objects: FidelityCase[] = [
  equal('a Date', () => new Date(1_600_000_000_123)),
  looked(
    'an invalid Date',
    () => new Date(Number.NaN),
    (back) => {
      ok(back instanceof Date)
      ok(Number.isNaN(back.getTime()))
    },
  ),
  looked(
    'a RegExp with its lastIndex',
    () => Object.assign(/a(?<n>\/)/giu, { lastIndex: 3 }),
    (back) => {
      strictEqual(String(back), '/a(?<n>\\/)/giu')
      strictEqual(back.lastIndex, 3)
    },
  ),
  equal('an empty array', () => []),
  equal('nested arrays', () => [
    [],
    [
      [1, 'a'],
      [-0, [null]],
    ],
  ]),
  looked(
    'holes, which become undefined',
    () => Object.assign([1], { 2: 3 }) as unknown[],
    (back) => deepStrictEqual(back, [1, undefined, 3]),
  ),
  equal('an empty object', () => ({})),
  equal('an object without a prototype', () => Object.assign(Object.create(null), { a: 1 })),
  equal('awkward names', () => ({
    ['__proto__']: 1,
    constructor: 2,
    '': 3,
    10: 4,
    'a.b': 5,
    toString: 6,
    '\ud800': 7,
    é: 8,
  })),
  looked(
    'the order of names',
    () => ({ b: 1, a: 2 }),
    (back) => deepStrictEqual(Object.keys(back), ['b', 'a']),
  ),
  equal(
    'a Map',
    () =>
      new Map<unknown, unknown>([
        [1, 'a'],
        [{ x: 1 }, new Map([[Number.NaN, -0]])],
      ]),
  ),
  equal('a Set', () => new Set<unknown>([1, 'a', null, Number.NaN, [1]])),
  looked(
    'the order of a Map',
    () =>
      new Map([
        ['b', 1],
        ['a', 2],
      ]),
    (back) => deepStrictEqual([...back.keys()], ['b', 'a']),
  ),
  equal('many names', () =>
    Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`k${i}`, i])),
  ),
  equal('boxed values', () => [Object(1), Object('a'), Object(true), Object(5n)]),
]

const bytes: FidelityCase[] = [
  equal('a Buffer', () => Buffer.from('fire')),
  equal('an ArrayBuffer', () => Uint8Array.of(1, 2, 3).buffer),
  equal('a DataView', () => new DataView(Uint8Array.of(1, 2, 3).buffer, 1)),
  looked(
    'a part of a larger buffer, without the rest',
    () => new Uint8Array(1000).subarray(5, 8),
    (back) => {
      deepStrictEqual(back, new Uint8Array(3))
      strictEqual(back.buffer.byteLength, 3)
    },
  ),
  ...[
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
  ].map((Kind) => equal(Kind.name, () => Kind.of(1, 2, 200))),
  equal('Float32Array', () => Float32Array.of(1.5, -0, Number.NaN)),
  equal('Float64Array', () => Float64Array.of(1.1, -0, Number.NaN)),
  equal('BigInt64Array', () => BigInt64Array.of(-1n)),
  equal('BigUint64Array', () => BigUint64Array.of(2n ** 64n - 1n)),
]

const errors: FidelityCase[] = [
  looked(
    'an Error with stack, cause and properties of its own',
    () => Object.assign(new TypeError('no', { cause: new Error('why') }), { code: 'E', at: [1] }),
    (back) => {
      ok(back instanceof TypeError)
      strictEqual(back.message, 'no')
      strictEqual(back.code, 'E')
      deepStrictEqual(back.at, [1])
      ok(back.cause instanceof Error && back.cause.message === 'why')
      ok(back.stack?.startsWith('TypeError: no\n    at '))
      deepStrictEqual(Object.keys(back), ['code', 'at'])
    },
  ),
  looked(
    'an AggregateError',
    () => new AggregateError([new RangeError('a'), 5], 'all'),
    (back) => {
      ok(back instanceof AggregateError && back.errors[0] instanceof RangeError)
      strictEqual(back.errors[1], 5)
    },
  ),
  looked(
    'an Error with a name of its own',
    () => Object.assign(new Error('x'), { name: 'Odd' }),
    (back) => strictEqual(`${back}`, 'Odd: x'),
  ),
]

interface Cycle {
  self?: Cycle
  items: Cycle[]
}

const graphs: FidelityCase[] = [
  looked(
    'an object that is there twice',
    () => {
      const shared = { a: 1 }
      return { x: shared, y: [shared] }
    },
    (back) => {
      deepStrictEqual(back.x, { a: 1 })
      strictEqual(back.y[0], back.x)
    },
  ),
  looked(
    'bytes and dates that are there twice',
    () => {
      const [date, array] = [new Date(0), Uint8Array.of(1)]
      return [date, array, date, array] as const
    },
    (back) => {
      strictEqual(back[0], back[2])
      strictEqual(back[1], back[3])
    },
  ),
  looked(
    'a cycle',
    () => {
      const cycle: Cycle = { items: [] }
      cycle.self = cycle
      cycle.items.push(cycle)
      return cycle
    },
    (back) => {
      strictEqual(back.self, back)
      strictEqual(back.items[0], back)
    },
  ),
  looked(
    'a Map and a Set within themselves',
    () => {
      const map = new Map<unknown, unknown>()
      const set = new Set<unknown>([map])
      return map.set(map, set)
    },
    (back) => ok((back.get(back) as Set<unknown>).has(back)),
  ),
  looked(
    'many objects that refer to one another',
    () => {
      const nodes = Array.from({ length: 100 }, (_, id) => ({ id, next: undefined as unknown }))
      nodes.forEach((node, i) => (node.next = nodes[(i * 7 + 1) % 100]))
      return nodes
    },
    (back) => back.forEach((node, i) => strictEqual(node.next, back[(i * 7 + 1) % 100])),
  ),
  looked(
    'a thousand levels',
    () => {
      let value: unknown[] = []
      for (let i = 0; i < 1000; i++) value = [value]
      return value
    },
    (back) => {
      let depth = 0
      for (let at = back; at.length > 0; at = at[0] as unknown[]) depth++
      strictEqual(depth, 1000)
    },
  ),
]

const rows: FidelityCase[] = [
  equal('a pair of word and count', () => ['spark', 3]),
  equal('a pair of numbers', () => [7, 0.5]),
  equal('a nested pair', () => ['k', ['left', null]]),
  equal('a record', () => ({
    id: 1,
    name: 'x',
    tags: ['a', 'b'],
    at: new Date(5),
    none: undefined,
  })),
]

/** Every kind of value that is a row; all are made afresh by each call of `make`. */
export const FIDELITY_CASES: readonly FidelityCase[] = [
  ...primitives,
  ...objects,
  ...bytes,
  ...errors,
  ...graphs,
  ...rows,
]
