import type { Outer } from '../compile/hash-joins.js'
import { SortedRun } from '../sort/sorted-run.js'
import type { SpillHost } from '../spill/spill-host.js'
import type { PairBatch } from '../task-runtime.js'
import { joinGroups } from './join-groups.js'
import { JoinTable } from './join-table.js'

const BATCH = 1_024

/** What a join is of. */
export interface JoinedSides {
  readonly left: Iterable<PairBatch>
  readonly right: Iterable<PairBatch>
  readonly outer: Outer
  /** `join at app.ts:3` */
  readonly site: string
}

/**
 * The pairs of a join: each key with `[left value, right value]`, undefined where an outer join found none.
 * The right side is held in a table, the left one only read, batch by batch: so a key's pairs come as in
 * Spark, all of the right side's values for the left side's first one, then for its second. When there is
 * no memory for the right side, both are grouped on disk instead.
 * @see org.apache.spark.rdd.PairRDDFunctions.join
 */
export function* hashJoin(host: SpillHost, sides: JoinedSides): Generator<PairBatch, void> {
  const table = new JoinTable(host.memory)
  try {
    const right = sides.right[Symbol.iterator]()
    for (let next = right.next(); next.done !== true; next = right.next()) {
      host.checkKilled()
      if (table.add(next.value)) continue
      const held = new SortedRun(host, table.batches())
      table.close()
      return yield* joinGroups(host, { ...sides, right: both(held.batches(), right) })
    }
    yield* probe(host, table, sides)
  } finally {
    table.close()
  }
}

function* both(first: Iterable<PairBatch>, rest: Iterator<PairBatch>): Generator<PairBatch, void> {
  yield* first
  for (let next = rest.next(); next.done !== true; next = rest.next()) yield next.value
}

function* probe(
  host: SpillHost,
  table: JoinTable,
  { left, outer }: JoinedSides,
): Generator<PairBatch, void> {
  const keepsLeft = outer === 'left' || outer === 'full'
  const met = outer === 'right' || outer === 'full' ? new Uint8Array(table.size) : undefined
  let keys: unknown[] = []
  let values: unknown[] = []
  for (const batch of left) {
    host.checkKilled()
    const { keys: own, values: mine } = batch
    for (let i = 0; i < own.length; i++) {
      const place = table.find(own[i])
      if (place < 0) {
        if (!keepsLeft) continue
        keys.push(own[i])
        values.push([mine[i], undefined])
      } else {
        if (met !== undefined) met[place] = 1
        for (let row = table.firstRow(place); row >= 0; row = table.nextRow(row)) {
          keys.push(own[i])
          values.push([mine[i], table.valueOf(row)])
          if (keys.length < BATCH) continue
          yield { keys, values }
          keys = []
          values = []
        }
      }
    }
    if (keys.length > 0) {
      yield { keys, values }
      keys = []
      values = []
    }
  }
  if (met !== undefined) yield* alone(table, met)
}

/** The rows of keys that the left side does not have. */
function* alone(table: JoinTable, met: Uint8Array): Generator<PairBatch, void> {
  let keys: unknown[] = []
  let values: unknown[] = []
  for (let place = 0; place < met.length; place++) {
    if (met[place] === 1) continue
    for (let row = table.firstRow(place); row >= 0; row = table.nextRow(row)) {
      keys.push(table.keyAt(place))
      values.push([undefined, table.valueOf(row)])
      if (keys.length < BATCH) continue
      yield { keys, values }
      keys = []
      values = []
    }
  }
  if (keys.length > 0) yield { keys, values }
}
