import { closure, grow } from './grow.js'
import type { Lineage } from './lineage.js'
import { partitionCount } from './numbers.js'
import type { RddContext } from './rdd-context.js'

/** A collection of the driver's, cut into slices. */
export function parallelize(
  context: RddContext,
  data: Iterable<unknown>,
  wish: number | { readonly locations: readonly (readonly string[])[] } | undefined,
): Lineage {
  if (typeof (data as Iterable<unknown> | undefined)?.[Symbol.iterator] !== 'function') {
    throw new TypeError('parallelize needs an array or another iterable')
  }
  const op = { kind: 'parallelize', data: Array.isArray(data) ? data : [...data] } as const
  if (typeof wish !== 'object') {
    return grow(context, 'parallelize', withSlices(op, 'parallelize', wish), [])
  }
  const { locations } = wish
  if (locations.length !== op.data.length) {
    throw new TypeError(
      `parallelize needs the locations of each element: there are ${locations.length} for ${op.data.length}`,
    )
  }
  // One partition per element, as each has a place of its own.
  return grow(context, 'parallelize', { ...op, locations, slices: op.data.length }, [])
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
  if (![start, end, step].every((each) => Math.abs(each) <= Number.MAX_SAFE_INTEGER)) {
    throw new TypeError(
      `range counts exactly up to ${Number.MAX_SAFE_INTEGER} only, got ${start} to ${end} by ${step}; count from 0 and map to bigint`,
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
  grow(context, 'emptyRDD', { kind: 'union' }, [])

/** Files as lines, or whole. */
export function textFile(
  context: RddContext,
  kind: 'textFile' | 'wholeTextFiles',
  path: string,
  wish: number | TextOptions | undefined,
): Lineage {
  checkPath(kind, path)
  const { minPartitions, delimiter } =
    typeof wish === 'object' ? wish : { minPartitions: wish, delimiter: undefined }
  const least =
    minPartitions === undefined ? {} : { minPartitions: partitionCount(kind, minPartitions) }
  const ends = kind === 'textFile' && delimiter !== undefined ? { delimiter } : {}
  return named(path, grow(context, kind, { kind, path, ...least, ...ends }, []))
}

/** How text files are read. */
export interface TextOptions {
  readonly minPartitions?: number | undefined
  /** What ends a record, instead of the end of a line. */
  readonly delimiter?: string | undefined
}

/** Files as pairs of their path and what reads them. */
export function binaryFiles(
  context: RddContext,
  path: string,
  minPartitions: number | undefined,
): Lineage {
  checkPath('binaryFiles', path)
  const least =
    minPartitions === undefined
      ? {}
      : { minPartitions: partitionCount('binaryFiles', minPartitions) }
  return named(path, grow(context, 'binaryFiles', { kind: 'binaryFiles', path, ...least }, []))
}

/** Records of so many bytes each. */
export function binaryRecords(context: RddContext, path: string, recordLength: number): Lineage {
  checkPath('binaryRecords', path)
  if (!Number.isInteger(recordLength) || recordLength < 1) {
    throw new TypeError(`binaryRecords needs a whole record length ≥ 1, got ${recordLength}`)
  }
  return grow(context, 'binaryRecords', { kind: 'binaryRecords', path, recordLength }, [])
}

/** A dataset of files is called by their path, until somebody gives it another name. */
function named(path: string, lineage: Lineage): Lineage {
  lineage.name = path
  return lineage
}

function checkPath(operator: string, path: string): void {
  if (typeof path !== 'string' || path.trim() === '') {
    throw new TypeError(`${operator} needs a path, got ${String(path)}`)
  }
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
