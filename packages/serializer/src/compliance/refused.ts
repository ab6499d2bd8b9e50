/** A value that is no row: it must fail where it is sent, with the path to the culprit. */
export interface RefusedCase {
  readonly name: string
  readonly make: () => unknown
  /** What follows the name of the whole in the path: `.config.list[1].conn`. */
  readonly path: string
  /** Part of the message. */
  readonly says: string
}

class Unknown {}

/** What must not travel; every case has `code` NOT_SERIALIZABLE. */
export const REFUSED_CASES: readonly RefusedCase[] = [
  { name: 'a function', make: () => ({ f: () => 1 }), path: '.f', says: 'a function f' },
  { name: 'a class', make: () => [class Foo {}], path: '[0]', says: 'the class Foo' },
  { name: 'a symbol', make: () => Symbol('s'), path: '', says: 'Symbol(s)' },
  {
    name: 'a Promise, deep inside',
    make: () => ({ config: { list: [1, { conn: Promise.resolve() }] } }),
    path: '.config.list[1].conn',
    says: 'a Promise',
  },
  {
    name: 'a WeakMap in a Map',
    make: () => new Map([['a b', new WeakMap()]]),
    path: '.get("a b")',
    says: 'a WeakMap',
  },
  {
    name: 'a function in a Set',
    make: () => ({ set: new Set([1, Math.max]) }),
    path: '.set',
    says: 'a function max',
  },
  { name: 'a generator', make: () => [(function* () {})()], path: '[0]', says: 'a generator' },
  {
    name: 'shared memory',
    make: () => ({ shared: new SharedArrayBuffer(1) }),
    path: '.shared',
    says: 'SharedArrayBuffer',
  },
  {
    name: 'an instance of a class that is not known',
    make: () => ({ 'a-b': new Unknown() }),
    path: '["a-b"]',
    says: 'an instance of Unknown',
  },
  {
    name: 'the cause of an error',
    make: () => new Error('x', { cause: { f: setTimeout } }),
    path: '.cause.f',
    says: 'a function setTimeout',
  },
]
