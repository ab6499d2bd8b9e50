import { callSite } from '../call-site.js'
import { EmptyCollectionError } from '../errors.js'
import type { Closure } from '../closure-handle.js'
import { grow, rowClosure } from '../grow.js'
import type { Origin } from '../grow.js'
import { inOrder } from '../in-order.js'
import type { CallSite, Lineage, Op } from '../lineage.js'
import { numPartitionsOf } from '../lineage.js'
import { prepare } from '../prepare.js'
import { runAction } from '../run-action.js'
import { aggregate } from './fold.js'
import { reduce } from './reduce.js'

/** What is merged, and how. */
interface Tree<T, U> {
  readonly name: string
  /** Where each partition begins; absent: with its first record. */
  readonly zero?: { readonly value: U } | undefined
  readonly add: (sum: U, value: T) => U
  readonly merge: (a: U, b: U) => U
}

/** As `aggregate`, but partitions are merged in levels on executors before the driver gets what is left. */
export const treeAggregate = <T, U>(
  origin: Origin,
  fold: Tree<T, U> & { readonly zero: { readonly value: U } },
  depth: number,
): Promise<U> => climb(origin, fold, depth)

/** As `reduce`, in levels. */
export const treeReduce = <T>(origin: Origin, fn: (a: T, b: T) => T, depth: number): Promise<T> =>
  climb<T, T>(origin, { name: 'treeReduce', add: fn, merge: fn }, depth)

async function climb<T, U>(origin: Origin, tree: Tree<T, U>, depth: number): Promise<U> {
  const { context, lineage } = origin
  const { name, zero, add, merge } = tree
  context.assertActive()
  if (!Number.isInteger(depth) || depth < 1) {
    throw new TypeError(`${name} needs a whole depth ≥ 1, got ${depth}`)
  }
  const site = callSite(name)
  rowClosure(name, add)
  await prepare(lineage, context)
  const widths = levelsOf(numPartitionsOf(lineage), depth)
  if (zero !== undefined) {
    const top = { context, lineage: merged(origin, tree, widths, site) }
    return runAction(top, aggregate(name, zero.value, merge, merge), { site })
  }
  if (widths.length === 0) {
    return runAction(origin, reduce(merge as never, name), { site }) as Promise<U>
  }
  const top = { context, lineage: merged(origin, tree, widths, site) }
  return runAction(
    top,
    {
      name,
      action: { kind: 'reduce', closure: rowClosure(name, merge) },
      results: () =>
        inOrder((all) => {
          const parts = all.flat() as U[]
          if (parts.length === 0) throw new EmptyCollectionError(name, site)
          return parts.reduce((a, b) => merge(a, b))
        }),
    },
    { site },
  )
}

/** How many partitions each level has; none when the driver can as well merge all. */
export function levelsOf(numPartitions: number, depth: number): number[] {
  const scale = Math.max(Math.ceil(numPartitions ** (1 / depth)), 2)
  const widths: number[] = []
  for (let width = numPartitions; width > scale + Math.ceil(width / scale); ) {
    width = Math.floor(width / scale)
    widths.push(width)
  }
  return widths
}

/**
 * The dataset of what is left for the driver: one value per partition. As in Spark, `zero` begins each
 * partition, and what each partition has made is merged with it once more on every level.
 */
function merged<T, U>(
  { context, lineage }: Origin,
  { name, zero, add, merge }: Tree<T, U>,
  widths: readonly number[],
  site: CallSite,
): Lineage {
  const over = (op: Op, parent: Lineage): Lineage => ({
    ...grow(context, name, op, [parent]),
    callSite: site,
  })
  const merging = rowClosure(name, merge)
  const fold = (closure: Closure, targets: number, below: Lineage): Lineage =>
    over({ kind: 'foldPartition', zero, closure, targets }, below)
  const values = (below: Lineage): Lineage => over({ kind: 'values' }, below)
  const folded = values(fold(rowClosure(name, add), 1, lineage))
  return widths.reduce((below, targets, level) => {
    const isMade = level === 0 && zero === undefined
    const dealt = isMade
      ? fold(rowClosure(name, add), targets, lineage)
      : fold(merging, targets, below)
    const combined = over(
      {
        kind: 'combineByKey',
        aggregator: { kind: 'reduce', merge: merging },
        mapSideCombine: false,
        partitioner: { kind: 'index', numPartitions: targets },
      },
      dealt,
    )
    return values(combined)
  }, folded)
}
