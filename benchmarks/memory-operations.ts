import { type Rdd, type SparkContext, StorageLevel } from 'firesteel'

/** How large the data of one operation is. */
export interface DataSize {
  readonly bytes: number
  readonly maps: number
  readonly reducers: number
}

/** Operations on data that is larger than memory; each says whether its result was right. */
export type MemoryOperation = (sc: SparkContext, size: DataSize) => Promise<boolean>

const ROW = 400
const LARGE_ROW = 100_000

const sum = (a: number, b: number): number => a + b

/** Rows made in the tasks: `[i, text]`, together `share` of the data. */
function rows(sc: SparkContext, { bytes, maps }: DataSize, share = 1): Rdd<[number, string]> {
  return sc
    .range(0, countOf(bytes, share), 1, maps)
    .map((i): [number, string] => [i, `${i} `.padEnd(ROW - 20, 'abcdefghij')])
}

const countOf = (bytes: number, share = 1): number => Math.floor((bytes * share) / ROW)

/** Half of all values have one key. */
async function groupByKey(sc: SparkContext, size: DataSize): Promise<boolean> {
  const total = await rows(sc, size)
    .map(([i, text]): [number, string] => [i % 2 === 0 ? -1 : i % 2_001, text])
    .groupByKey(size.reducers)
    .map(([, values]) => {
      let found = 0
      for (const value of values) found += Number.parseInt(value, 10) >= 0 ? 1 : 0
      return found
    })
    .reduce(sum)
  return total === countOf(size.bytes)
}

/** Every key once on both sides. */
async function join(sc: SparkContext, size: DataSize): Promise<boolean> {
  const right = rows(sc, size, 0.5)
  const matches = await rows(sc, size, 0.5)
    .join(right, size.reducers)
    .map(([, [a, b]]): number => (a === b ? 1 : 0))
    .reduce(sum)
  return matches === countOf(size.bytes, 0.5)
}

/** Few keys, each with many rows on the one side and two on the other. */
async function joinOfGroups(sc: SparkContext, size: DataSize): Promise<boolean> {
  const few = sc.range(0, 64, 1, 2).map((i): [number, number] => [i % 32, i])
  const matches = await rows(sc, size)
    .map(([i, text]): [number, string] => [i % 32, text])
    .join(few, size.reducers)
    .map(([key, [text]]): number => (Number.parseInt(text, 10) % 32 === key ? 1 : 0))
    .reduce(sum)
  return matches === 2 * countOf(size.bytes)
}

async function cogroup(sc: SparkContext, size: DataSize): Promise<boolean> {
  const by = (i: number): number => i % 4_001
  const keyed = (): Rdd<[number, string]> =>
    rows(sc, size, 0.5).map(([i, text]): [number, string] => [by(i), text])
  const total = await keyed()
    .cogroup(keyed(), size.reducers)
    .map(([, [a, b]]) => a.length + b.length)
    .reduce(sum)
  return total === 2 * countOf(size.bytes, 0.5)
}

async function reduceByKey(sc: SparkContext, size: DataSize): Promise<boolean> {
  const keys = await rows(sc, size)
    .map(([i, text]): [string, string] => [`key ${i}`, text])
    .reduceByKey((a) => a, size.reducers)
    .count()
  return keys === countOf(size.bytes)
}

async function aggregateByKey(sc: SparkContext, size: DataSize): Promise<boolean> {
  const total = await rows(sc, size)
    .aggregateByKey(
      '',
      (_, text) => text,
      (_, text) => text,
      size.reducers,
    )
    .map(([i, text]): number => (Number.parseInt(text, 10) === i ? 1 : 0))
    .reduce(sum)
  return total === countOf(size.bytes)
}

async function distinct(sc: SparkContext, size: DataSize): Promise<boolean> {
  const count = await rows(sc, size)
    .map(([, text]) => text)
    .distinct(size.reducers)
    .count()
  return count === countOf(size.bytes)
}

async function sortByKey(sc: SparkContext, size: DataSize): Promise<boolean> {
  const inOrder = await rows(sc, size)
    .map(([i, text]): [number, string] => [Math.imul(i, 0x9e3779b1), text])
    .sortByKey(true, size.reducers)
    .mapPartitions(function* (pairs) {
      let [found, last] = [0, Number.NEGATIVE_INFINITY]
      for (const [key] of pairs) {
        if (key < last) throw new Error('out of order')
        last = key
        found += 1
      }
      yield found
    })
    .reduce(sum)
  return inOrder === countOf(size.bytes)
}

async function repartitionOfLargeRows(sc: SparkContext, size: DataSize): Promise<boolean> {
  const count = Math.floor(size.bytes / LARGE_ROW)
  const total = await sc
    .range(0, count, 1, size.maps)
    .map((i) => `${i} `.padEnd(LARGE_ROW, 'abcdefghij'))
    .repartition(size.reducers)
    .map((text): number => (text.length === LARGE_ROW ? 1 : 0))
    .reduce(sum)
  return total === count
}

/** Half of the data is kept while the other half is shuffled. */
const beside =
  (level: StorageLevel): MemoryOperation =>
  async (sc, size) => {
    const kept = rows(sc, size, 0.5).persist(level)
    const count = await kept.count()
    const keys = await rows(sc, size, 0.5)
      .map(([i, text]): [string, string] => [`key ${i}`, text])
      .reduceByKey((a) => a, size.reducers)
      .count()
    const again = await kept.map(([i, text]) => Number(Number.parseInt(text, 10) === i)).reduce(sum)
    await kept.unpersist(true)
    return count === keys && count === again
  }

/** All operations that are measured, by name. */
export const MEMORY_OPERATIONS: Readonly<Record<string, MemoryOperation>> = {
  groupByKey,
  join,
  'join of groups': joinOfGroups,
  cogroup,
  reduceByKey,
  aggregateByKey,
  distinct,
  sortByKey,
  'repartition, rows of 100 KB': repartitionOfLargeRows,
  'reduceByKey beside MEMORY_ONLY': beside(StorageLevel.MEMORY_ONLY),
  'reduceByKey beside MEMORY_AND_DISK_SER': beside(StorageLevel.MEMORY_AND_DISK_SER),
}
