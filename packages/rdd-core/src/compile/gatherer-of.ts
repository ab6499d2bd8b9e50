import type { SliceAction } from '../stage-slice.js'

/** Actions whose records all go into one object, which makes the rows of them. */
export type GatheringAction = Extract<
  SliceAction,
  {
    readonly kind:
      | 'takeOrdered'
      | 'stats'
      | 'histogram'
      | 'lookup'
      | 'reduceByKeyLocally'
      | 'countEach'
      | 'sampleRows'
      | 'sketch'
  }
>

/** The expression that makes the object: it has `add(record)` and `rows()`. */
export function gathererOf(action: GatheringAction): string {
  switch (action.kind) {
    case 'takeOrdered': {
      const { limit, descending, by, fn } = action
      if (by === undefined) return `h.topRows(${limit}, ${descending})`
      return by === 'key'
        ? `h.topRowsByKey(${limit}, ${descending}, f${fn})`
        : `h.topRowsInOrder(${limit}, ${descending}, f${fn})`
    }
    case 'stats':
      return 'h.statRows()'
    case 'histogram':
      return `h.histogramRows(captures[${action.buckets}], ${action.even})`
    case 'lookup':
      return `h.valuesOf(captures[${action.key}])`
    case 'reduceByKeyLocally':
      return `h.reducedLocally(f${action.fn})`
    case 'countEach':
      return `h.countEach(${action.of === 'keys'})`
    case 'sampleRows': {
      const { sizes, counts, withReplacement, seed } = action
      return `h.sampleRows(captures[${sizes}][p], captures[${counts}][p], ${withReplacement}, ${seed} + p)`
    }
    case 'sketch':
      return `h.sketchRows(${action.precision}, ${action.sparsePrecision})`
  }
}

/** Whether what makes the rows reads keys of its records. */
export const readsKeys = (action: GatheringAction): boolean =>
  action.kind === 'lookup' ||
  action.kind === 'reduceByKeyLocally' ||
  (action.kind === 'countEach' && action.of === 'keys')
