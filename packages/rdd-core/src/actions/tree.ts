import { callSite } from '../call-site.js'
import { copyOf } from '../copy-of.js'
import { EmptyCollectionError } from '../errors.js'
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
  if (widths.length === 0) {
    const plan =
      zero === undefined
        ? reduce(merge as never, name)
        : aggregate(name, zero.value, add as never, merge)
    return runAction(origin, plan, { site }) as Promise<U>
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
          if (zero !== undefined) return parts.reduce((a, b) => merge(a, b), copyOf(zero.value))
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

/** The dataset of what is left for the driver. */
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
  return widths.reduce((below, targets, level) => {
    const first = level === 0
    const folded = over(
      {
        kind: 'foldPartition',
        zero: first ? zero : undefined,
        closure: first ? rowClosure(name, add) : merging,
        targets,
      },
      below,
    )
    const combined = over(
      {
        kind: 'combineByKey',
        aggregator: { kind: 'reduce', merge: merging },
        mapSideCombine: false,
        partitioner: { kind: 'index', numPartitions: targets },
      },
      folded,
    )
    return over({ kind: 'values' }, combined)
  }, lineage)
}
