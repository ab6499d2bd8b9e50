import { suite } from '@firesteel/testkit'
import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { createRebuildEnvironment, rebuildGraph } from '../src/rebuild.js'
import { bytesOf, rebuilt, sent } from './round-trip.js'

const test = suite('closure: graph')

let ofModule = 0
const bumpModule = (): number => ++ofModule
function readModule(): number {
  return ofModule
}

test('two closures of one stage share what they shared', async () => {
  const shared = { seen: 0 }
  const { functions } = await rebuilt([() => ++shared.seen, () => shared])
  const [bump, get] = functions as [() => number, () => { seen: number }]
  bump()
  bump()
  assert.equal(get(), { seen: 2 })
  assert.is(shared.seen, 0)
})

test('counters made by one function count apart, there as here', async () => {
  const counter = () => {
    let count = 0
    return { add: () => ++count, get: () => count }
  }
  const [one, other] = [counter(), counter()]
  one.add()
  const { functions } = await rebuilt([() => [one.add(), other.add(), one.get(), other.get()]])
  assert.equal((functions[0] as () => number[])(), [2, 1, 2, 1])
})

test('a variable of a module is one for all its functions, also those of two closures', async () => {
  const { functions } = await rebuilt([() => bumpModule(), () => readModule()])
  const [bump, read] = functions as (() => number)[]
  bump?.()
  bump?.()
  assert.is(read?.(), 2)
  assert.is(ofModule, 0)
})

test('names with a dollar sign stay the program’s own, also among functions that share a variable', async () => {
  const $ = 2
  const $0 = 3
  let $$ = 0
  const add = () => ($$ += $ * $0)
  const get = () => [$$, $]
  assert.equal(await sent(() => [add(), add(), get(), $, $0]), [6, 12, [12, 2], 2, 3])
  assert.is($$, 0)
})

test('functions that share a variable may also call each other and themselves', async () => {
  let depth = 0
  const down = (n: number): number => (n === 0 ? depth : up(n))
  const up = (n: number): number => {
    depth++
    return n > 5 ? up(n - 1) : down(n - 1)
  }
  assert.is(await sent(() => down(8)), 8)
  assert.is(await sent((n: number) => up(n) + depth, 2), 4)
})

test('further values travel in their order and share objects with the closures', async () => {
  const shared = { a: 1 }
  const { functions, values } = await rebuilt([() => shared], {
    values: [[shared], 'text', undefined, shared, -0],
  })
  const there = (functions[0] as () => object)()
  assert.is((values[0] as unknown[])[0], there)
  assert.is(values[1], 'text')
  assert.is(values[2], undefined)
  assert.is(values[3], there)
  assert.ok(Object.is(values[4], -0))
})

test('a value may hold functions, which are captured as closures are', async () => {
  const factor = 4
  const { values } = await rebuilt([], { values: [{ times: (x: number) => x * factor }] })
  assert.is((values[0] as { times: (x: number) => number }).times(2), 8)
})

test('a graph that names no module is rebuilt at once', () => {
  const factor = 2
  const graph = rebuildGraph(bytesOf([(x: number) => x * factor]), createRebuildEnvironment())
  assert.not.instance(graph, Promise)
})

test('bytes are read wherever they begin in a buffer', async () => {
  const numbers = Float64Array.of(1.5, 2.5)
  const bytes = bytesOf([() => numbers])
  const moved = new Uint8Array(bytes.length + 3)
  moved.set(bytes, 3)
  const graph = await rebuildGraph(moved.subarray(3), createRebuildEnvironment())
  assert.equal((graph.functions[0] as () => Float64Array)(), numbers)
})

test('what a rebuilt closure writes to is its own, not the bytes', async () => {
  const numbers = Uint8Array.of(1, 2, 3)
  const bytes = bytesOf([() => numbers.fill(9)])
  const before = bytes.slice()
  const graph = await rebuildGraph(bytes, createRebuildEnvironment())
  ;(graph.functions[0] as () => void)()
  assert.equal(bytes, before)
})

test('a Buffer takes its own bytes along and not the pool around them', () => {
  const secret = Buffer.from('somebody else’s secret')
  const mine = Buffer.from('mine')
  assert.is(secret.buffer, mine.buffer)
  assert.is(Buffer.from(bytesOf([() => mine])).indexOf('secret'), -1)
})

test('bytes that are no graph are refused with what was found', () => {
  for (const bytes of [new Uint8Array(), Uint8Array.of(1, 2, 3), new Uint8Array(40)]) {
    assert.throws(
      () => rebuildGraph(bytes, createRebuildEnvironment()),
      (error: { code?: string }) => error.code === 'CLOSURE_FORMAT',
    )
  }
})

test('a list of a hundred thousand links does not need a deep stack', async () => {
  interface Link {
    next: Link | undefined
  }
  let list: Link | undefined
  for (let at = 0; at < 100_000; at++) list = { next: list }
  const length = (from: Link | undefined): number => {
    let count = 0
    for (let at = from; at; at = at.next) count++
    return count
  }
  const head = list
  assert.is(await sent(() => length(head)), 100_000)
})

test('any plain value comes back as it was', async () => {
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withSet: true,
    withSparseArray: true,
    withTypedArray: true,
    withUnicodeString: true,
  })
  await fc.assert(
    fc.asyncProperty(anything, async (value) => {
      const { values } = await rebuilt([], { values: [value] })
      assert.equal(fc.stringify(values[0]), fc.stringify(value))
    }),
    { numRuns: 300 },
  )
})

test('no string of a value is ever taken for code', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
      const captured = `\${process.exit(1)}'"\`);//${text}`
      assert.is(await sent(() => captured), captured)
    }),
    { numRuns: 100 },
  )
})

test('a closure of two captures is smaller than 1,130 bytes', () => {
  const factor = 3
  const helper = (x: number): number => x + 1
  const { length } = bytesOf([(x: number) => x * factor + helper(x)])
  assert.ok(length < 1_130, `${length} bytes`)
})

test.run()
