import type { SliceAggregator } from '../stage-slice.js'
import { type Fold, type Table, emitTable, foldOf } from './emit-table.js'
import type { SourceWriter } from './source-writer.js'

/** A table that gives way when there is no more memory for it. */
export interface SpillingTable {
  /** Writes the lines that put one pair in, and those that look at the memory every so many pairs. */
  put(key: string, value: string): void
  /** An expression for the batches of all that was put in. */
  readonly result: string
}

/** Records before the first look; `interval` of the memory's owner says when the next one is. */
const FIRST_LOOK = 32

/** Declares a table for the reduce side of `aggregator`. */
export function emitCombining(
  writer: SourceWriter,
  aggregator: SliceAggregator,
  merging: boolean,
  site: string,
): SpillingTable {
  if (aggregator.kind === 'group') return emitGroups(writer, undefined, site)(0)
  const table = emitTable(writer, foldOf(aggregator, merging))
  const spill = writer.name('s')
  writer.line(`const ${spill} = h.spillingTable(rt, ${mergeOf(aggregator)})`)
  const look = emitLook(
    writer,
    (n, at) => `${spill}.isFull(${n}, ${table.ix}, ${table.vs}, ${table.vs}[${at}])`,
  )
  return {
    put(key, value) {
      const { at } = table.put(key, value)
      look(at, spill, () => giveWay(writer, table, spill))
    },
    result: `${spill}.result(${table.ix}, ${table.vs})`,
  }
}

const groupFold: Fold = foldOf({ kind: 'group' }, false)

/** Declares a table of a group for each of `folds`; the answer says how to use it for the `which`-th. */
export const emitGrouping = (
  writer: SourceWriter,
  folds: readonly Fold[],
  site: string,
): ((which: number) => SpillingTable) => emitGroups(writer, folds, site)

function emitGroups(
  writer: SourceWriter,
  folds: readonly Fold[] | undefined,
  site: string,
): (which: number) => SpillingTable {
  const spill = writer.name('s')
  const table = emitTable(writer, folds?.[0] ?? groupFold)
  writer.line(`const ${spill} = h.spillingGroups(rt, ${folds?.length}, ${JSON.stringify(site)})`)
  let latest = ''
  const look = emitLook(writer, (n) => `${spill}.isFull(${n}, ${table.ix}, ${latest})`)
  return (which) => ({
    put(key, value) {
      const { at, value: name } = table.put(key, value, folds?.[which])
      latest = name
      look(at, spill, () => giveWay(writer, table, spill))
    },
    result: `${spill}.result(${table.ix}, ${table.vs})`,
  })
}

/** Declares the memory of a map side's table, whose `send` empties it into the shuffle. */
export function emitMapSide(
  writer: SourceWriter,
  table: Table,
  send: () => void,
): { look(at: string): void; done(): void } {
  const memory = writer.name('s')
  writer.line(`const ${memory} = h.tableMemory(rt)`)
  const look = emitLook(
    writer,
    (n, at) => `${memory}.isFullOfCombiners(${n}, ${table.ix}, ${table.vs}, ${table.vs}[${at}])`,
  )
  const clear = () => writer.line(`${memory}.clear()`)
  return {
    look: (at) =>
      look(at, memory, (n) => {
        send()
        table.clear()
        clear()
        writer.line(`${n} = 0`)
      }),
    done: clear,
  }
}

/** Declares the count of records and writes, where it is called, the look at the memory when it is due. */
function emitLook(
  writer: SourceWriter,
  isFull: (count: string, at: string) => string,
): (at: string, owner: string, full: (count: string) => void) => void {
  const [n, due] = [writer.name('n'), writer.name('d')]
  writer.line(`let ${n} = 0, ${due} = ${FIRST_LOOK}`)
  return (at, owner, full) => {
    const looking = writer.open(`if (++${n} === ${due}) {`)
    const depth = writer.open(`if (${isFull(n, at)}) {`)
    full(n)
    writer.close(depth)
    writer.line(`${due} = ${n} + ${owner}.interval`)
    writer.close(looking)
  }
}

function giveWay(writer: SourceWriter, table: Table, spill: string): void {
  writer.line(`${spill}.spill(${table.ix}, ${table.vs})`)
  table.clear()
}

/** How two combiners of a key become one. */
const mergeOf = (aggregator: SliceAggregator): string =>
  `(a, b) => { ${foldOf(aggregator, true).update('a', 'b')}; return a }`
