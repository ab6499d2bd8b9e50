import { suite } from '@firesteel/testkit'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { checkKey, compareKeys, hashKey, keysEqual } from '../src/index.js'
import { Place, Point, anyKey } from './any-key.js'

const test = suite('keys: equality, hash and order')

const same: [unknown, unknown][] = [
  [Number.NaN, Number.NaN],
  [0, -0],
  [new Date(5), new Date(5)],
  [new Date(Number.NaN), new Date(Number.NaN)],
  [Uint8Array.of(1, 2), Uint8Array.of(1, 2)],
  [
    [1, [2, 'x']],
    [1, [2, 'x']],
  ],
  [
    { a: 1, b: -0 },
    { b: 0, a: 1 },
  ],
  [new Point([1]), new Point([1])],
  [Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
]
const different: [unknown, unknown][] = [
  [1, 1n],
  [1, '1'],
  [null, undefined],
  [false, 0],
  ['', null],
  [new Point(1), new Place(1)],
  [new Point(1), { x: 1 }],
  [{ a: undefined }, {}],
  [[undefined], []],
  [
    [1, 2],
    [2, 1],
  ],
  [Uint8Array.of(1), Buffer.of(1)],
  [new Date(0), 0],
]

test('keys that are the same are equal, hash alike and compare as equal', () => {
  for (const [a, b] of same) {
    assert.ok(keysEqual(a, b))
    assert.is(hashKey(a), hashKey(b))
    assert.is(compareKeys(a, b), 0)
  }
})

test('keys that look alike but differ are not equal', () => {
  for (const [a, b] of different) assert.not(keysEqual(a, b) || keysEqual(b, a))
})

test('a key equals a copy of itself, and its hash is a 31-bit integer', () => {
  fc.assert(
    fc.property(fc.clone(anyKey, 2), ([a, b]) => {
      checkKey(a)
      assert.ok(keysEqual(a, b))
      assert.is(hashKey(a), hashKey(b))
      assert.ok(Number.isInteger(hashKey(a)) && hashKey(a) >= 0 && hashKey(a) < 2 ** 31)
    }),
  )
})

test('the order is total: antisymmetric, transitive, and equal keys are neither before nor after', () => {
  fc.assert(
    fc.property(anyKey, anyKey, anyKey, (a, b, c) => {
      assert.is(Math.sign(compareKeys(a, b)) + Math.sign(compareKeys(b, a)), 0)
      const [x, y, z] = [a, b, c].sort(compareKeys)
      assert.ok(compareKeys(x, y) <= 0 && compareKeys(y, z) <= 0 && compareKeys(x, z) <= 0)
      if (keysEqual(a, b)) assert.is(compareKeys(a, b), 0)
    }),
    { numRuns: 500 },
  )
})

test('types come in the documented order', () => {
  const ordered = [
    null,
    false,
    true,
    Number.NEGATIVE_INFINITY,
    -1n,
    1,
    1n,
    1.5,
    2n,
    Number.POSITIVE_INFINITY,
    Number.NaN,
    '',
    'a',
    'aa',
    'b',
    '\ud800',
    '\uffff',
    new Date(1),
    new Date(Number.NaN),
    Uint8Array.of(1),
    Uint8Array.of(1, 0),
    [1],
    [1, 1],
    [2],
    { a: 1 },
    { a: 2 },
    { b: 0 },
    undefined,
  ]
  for (let i = 0; i < ordered.length; i++) {
    for (let j = 0; j < ordered.length; j++) {
      assert.is(Math.sign(compareKeys(ordered[i], ordered[j])), Math.sign(i - j), `${i} ${j}`)
    }
  }
})

test('hashes are what they have always been', () => {
  const golden: [unknown, number][] = [
    [null, 0],
    [undefined, 789269031],
    [true, 1013904242],
    [false, 461845907],
    [0, 1022695479],
    [1, 2083437100],
    [-1, 1188141387],
    [42, 1246311864],
    [2147483647, 308628411],
    [2147483648, 1555173401],
    [0.5, 1970920172],
    [Number.NaN, 1296503842],
    [Number.POSITIVE_INFINITY, 1807534232],
    ['', 201541407],
    ['a', 487856357],
    ['spark', 407882393],
    ['\u00e9\ud83d\ude00', 157251967],
    [1n, 565336572],
    [-(10n ** 30n), 493117078],
    [new Date(0), 1504376787],
    [new Date(Number.NaN), 333581421],
    [Uint8Array.of(1, 2, 3), 1201587378],
    [[], 2006357616],
    [[1, 'a'], 931883449],
    [[[1], [1]], 1889501851],
    [{}, 1725524311],
    [{ a: 1, b: 'x' }, 1879943962],
    [{ b: 'x', a: 1 }, 1879943962],
  ]
  for (const [key, hash] of golden) assert.is(hashKey(key), hash, String(key))
})

test('hashes spread over few partitions, also when keys are multiples of their number', () => {
  const counts = Array.from({ length: 8 }, () => 0)
  for (let i = 0; i < 8000; i++) counts[hashKey(i * 8) % 8]! += 1
  assert.ok(Math.min(...counts) > 850 && Math.max(...counts) < 1150, String(counts))
})

test('what has no value is refused with the path to it', () => {
  const cycle: unknown[] = []
  cycle.push(cycle)
  const refused: [unknown, RegExp][] = [
    [new Map(), /key is a Map/],
    [[1, { a: new Set() }], /key\[1\]\.a is a Set/],
    [() => 1, /key is a function/],
    [[Symbol('s')], /key\[0\] is Symbol\(s\)/],
    [new Error('x'), /an Error/],
    [cycle, /within itself/],
  ]
  for (const [key, message] of refused) {
    for (const use of [checkKey, hashKey]) {
      try {
        use(key)
        assert.unreachable()
      } catch (error) {
        assert.is((error as { code?: string }).code, 'KEY_NOT_SUPPORTED')
        if (use === checkKey) assert.match((error as Error).message, message)
      }
    }
  }
})

test.run()
