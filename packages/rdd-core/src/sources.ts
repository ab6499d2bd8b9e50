import { closure, grow } from './grow.js'
import type { Lineage } from './lineage.js'
import { partitionCount } from './numbers.js'
import type { RddContext } from './rdd-context.js'

/** A collection of the driver's, cut into slices. */
export function parallelize(
  context: RddContext,
  data: Iterable<unknown>,
  slices: number | undefined,
): Lineage {
  if (typeof (data as Iterable<unknown> | undefined)?.[Symbol.iterator] !== 'function') {
    throw new TypeError('parallelize needs an array or another iterable')
  }
  const op = { kind: 'parallelize', data: Array.isArray(data) ? data : [...data] } as const
  return grow(context, 'parallelize', withSlices(op, 'parallelize', slices), [])
}

/** The numbers from `start` (inclusive) to `end` (exclusive). */
export function range(
  context: RddContext,
  bounds: { readonly start: number; readonly end: number; readonly step: number },
  slices: number | undefined,
): Lineage {
  const { start, end, step } = bounds
  if (![start, end, step].every(Number.isFinite) || step === 0) {
    throw new TypeError(
      `range needs finite numbers and a step other than 0, got ${start} to ${end} by ${step}`,
    )
  }
  return grow(
    context,
    'range',
    withSlices({ kind: 'range', ...bounds } as const, 'range', slices),
    [],
  )
}

/** A dataset without partitions. */
export const emptyRdd = (context: RddContext): Lineage =>
  grow(context, 'emptyRdd', { kind: 'union' }, [])

/** Files as lines, or whole. */
export function textFile(
  context: RddContext,
  kind: 'textFile' | 'wholeTextFiles',
  path: string,
  minPartitions: number | undefined,
): Lineage {
  if (typeof path !== 'string' || path.trim() === '') {
    throw new TypeError(`${kind} needs a path, got ${String(path)}`)
  }
  const least =
    minPartitions === undefined ? {} : { minPartitions: partitionCount(kind, minPartitions) }
  return grow(context, kind, { kind, path, ...least }, [])
}

const withSlices = <O extends object>(op: O, name: string, slices: number | undefined) =>
  slices === undefined ? op : { ...op, slices: partitionCount(name, slices) }

/** What an application saved with `saveAsObjectFile`; instances are of the classes that are handed over. */
export function objectFile(
  context: RddContext,
  path: string,
  classes: readonly Function[],
): Lineage {
  if (typeof path !== 'string' || path.trim() === '') {
    throw new TypeError(`objectFile needs a path, got ${String(path)}`)
  }
  const known = classes.map((each) => closure('objectFile', each))
  return grow(context, 'objectFile', { kind: 'objectFile', path, classes: known }, [])
}
