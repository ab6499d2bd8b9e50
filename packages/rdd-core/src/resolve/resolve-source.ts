import type { Lineage, OpOf, Resolved } from '../lineage.js'
import type { RddContext } from '../rdd-context.js'

/** Where `length` elements are cut into `count` slices: slice i is [i·length/count, (i+1)·length/count). */
export function sliceBorders(
  length: number,
  count: number,
): readonly (readonly [number, number])[] {
  const border = (index: number) =>
    // Exact as long as a double holds whole numbers; beyond, big integers are.
    length * count <= Number.MAX_SAFE_INTEGER
      ? Math.floor((index * length) / count)
      : Number((BigInt(index) * BigInt(length)) / BigInt(count))
  return Array.from({ length: count }, (_, index) => [border(index), border(index + 1)] as const)
}

/** Slices of a collection. */
export async function resolveParallelize(node: Lineage, context: RddContext): Promise<Resolved> {
  const op = node.op as OpOf<'parallelize'>
  const count = op.slices ?? (await context.defaultParallelism)
  return source(count, sliceBorders(op.data.length, count))
}

/** What a task of a range computes. */
export interface RangeSlice {
  readonly first: number
  readonly step: number
  readonly count: number
}

/** Slices of a range; no number is made before its task runs. */
export async function resolveRange(node: Lineage, context: RddContext): Promise<Resolved> {
  const { start, end, step, slices } = node.op as OpOf<'range'>
  const length = Math.max(0, Math.ceil((end - start) / step))
  const count = slices ?? (await context.defaultParallelism)
  const partitions = sliceBorders(length, count).map(
    ([from, until]): RangeSlice => ({ first: start + from * step, step, count: until - from }),
  )
  return source(count, partitions)
}

const source = (numPartitions: number, partitions: readonly unknown[]): Resolved => ({
  numPartitions,
  partitioner: undefined,
  dependencies: [],
  partitions,
})
