import { compareKeys } from '@firesteel/keys'
import { Serializer } from '@firesteel/serializer'
import { suite } from '@firesteel/testkit'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import type { MemoryConsumer, PairBatch } from '../../src/runtime.js'
import { emptyTaskMetrics } from '../../src/runtime.js'
import { ExternalSort } from '../../src/sort/external-sort.js'
import type { SpillHost } from '../../src/spill/spill-host.js'
import { MiniMemory, MiniSpillFile } from '../mini-memory.js'

const test = suite('rdd-core: external sort')

/** Files that are open. */
class Files {
  readonly open = new Set<MiniSpillFile>()

  readonly make = (): MiniSpillFile => {
    const { open } = this
    const file = new (class extends MiniSpillFile {
      override close(): void {
        super.close()
        open.delete(this)
      }
    })()
    open.add(file)
    return file
  }
}

const hostWith = (limit: number, files = new Files()) => ({
  memory: new MiniMemory(limit),
  metrics: emptyTaskMetrics(),
  serializer: new Serializer(),
  spillFile: files.make,
  checkKilled: () => {},
})

type Pairs = [key: unknown, value: number][]

function sortAll(host: SpillHost, keys: unknown[], batch: number, ascending: boolean): Pairs {
  const sort = new ExternalSort(host, ascending)
  for (let from = 0; from < keys.length; from += batch) {
    const some = keys.slice(from, from + batch)
    sort.add({ keys: some, values: some.map((_, index) => from + index) })
  }
  return [...sort.sorted()].flatMap(pairsOf)
}

const pairsOf = ({ keys, values }: PairBatch): Pairs =>
  Array.from({ length: keys.length }, (_, i) => [keys[i], values[i] as number])

/** A stable sort by comparison. */
function expectedOf(keys: readonly unknown[], ascending: boolean): Pairs {
  const sign = ascending ? 1 : -1
  return keys
    .map((key, index): Pairs[number] => [key, index])
    .sort((a, b) => sign * compareKeys(a[0], b[0]) || a[1] - b[1])
}

const keyLists = fc.oneof(
  fc.array(fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constantFrom(-0, Number.NaN, 0.5))),
  fc.array(fc.string({ maxLength: 3 })),
  fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.string({ maxLength: 2 }))),
  fc.array(fc.oneof(fc.integer(), fc.string(), fc.constantFrom(null, undefined, true, 1n))),
)

test('sorts as a stable comparison does, whatever there is of memory', () => {
  fc.assert(
    fc.property(
      keyLists,
      fc.integer({ min: 1, max: 400 }),
      fc.integer({ min: 1, max: 90 }),
      fc.constantFrom(0, 1 << 17, Number.POSITIVE_INFINITY),
      fc.boolean(),
      (some, times, batch, limit, ascending) => {
        const keys = Array.from({ length: times }, () => some).flat()
        const host = hostWith(limit)
        assert.equal(sortAll(host, keys, batch, ascending), expectedOf(keys, ascending))
        assert.is(host.memory.used, 0)
      },
    ),
    { numRuns: 60 },
  )
})

test('spills what does not fit, counts it and leaves no file behind', () => {
  const keys = Array.from({ length: 30_000 }, (_, i) => (i * 7919) % 30_011)
  const files = new Files()
  const host = hostWith(1 << 18, files)
  assert.equal(sortAll(host, keys, 1000, true), expectedOf(keys, true))
  assert.ok(host.metrics.memoryBytesSpilled > 1 << 20)
  assert.ok(host.metrics.diskBytesSpilled > 50_000)
  assert.is(files.open.size, 0)
})

test('merges runs before there are too many of them', () => {
  const keys = Array.from({ length: 120_000 }, (_, i) => `k${(i * 7919) % 100_003}`)
  const files = new Files()
  let most = 0
  const host = {
    ...hostWith(0),
    spillFile: () => {
      const file = files.make()
      most = Math.max(most, files.open.size)
      return file
    },
  }
  assert.equal(sortAll(host, keys, 100, false), expectedOf(keys, false))
  assert.ok(most <= 65, `${most} files were open at one time`)
})

test('gives up its memory while it is read, and goes on from disk', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 12 }),
      fc.constantFrom(1 << 18, Number.POSITIVE_INFINITY),
      (batches, limit) => {
        const keys = Array.from({ length: 10_000 }, (_, i) => (i * 7919) % 997)
        const files = new Files()
        const host = hostWith(limit, files)
        const sort = new ExternalSort(host, true)
        for (let from = 0; from < keys.length; from += 500) {
          const some = keys.slice(from, from + 500)
          sort.add({ keys: some, values: some.map((_, index) => from + index) })
        }
        const reading = sort.sorted()
        const found: Pairs = []
        for (let i = 0; i < batches; i++) {
          const next = reading.next()
          if (next.done !== true) found.push(...pairsOf(next.value))
        }
        const other: MemoryConsumer = { spill: () => 0 }
        host.memory.limit = host.memory.used
        const held = sort.used
        assert.is(host.memory.acquire(1, other), held > 0 ? 1 : 0)
        assert.is(sort.used, 0)
        for (const batch of reading) found.push(...pairsOf(batch))
        assert.equal(found, expectedOf(keys, true))
        assert.is(files.open.size, 0)
      },
    ),
    { numRuns: 20 },
  )
})

test('ends early when nobody wants more', () => {
  const host = hostWith(Number.POSITIVE_INFINITY)
  const sort = new ExternalSort(host, true)
  sort.add({
    keys: Array.from({ length: 2000 }, (_, i) => -i),
    values: Array.from({ length: 2000 }),
  })
  for (const { keys } of sort.sorted()) {
    assert.is(keys[0], -1999)
    break
  }
  assert.is(host.memory.used, 0)
})

test.run()
