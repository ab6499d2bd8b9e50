import type { SliceAggregator } from '../stage-slice.js'
import type { SourceWriter } from './source-writer.js'

/**
 * A hash table from keys to combiners, in local variables of the function it is written into:
 * `ix` gives a key its place and holds the column of keys, `vs` is the column of combiners.
 */
export interface Table {
  readonly ix: string
  readonly ks: string
  readonly vs: string
  /** Writes the lines that put one pair in, by `fold` if one is given; names the pair's place and its value. */
  put(key: string, value: string, fold?: Fold): { readonly at: string; readonly value: string }
  /** Writes the lines that make it empty again. */
  clear(): void
}

/** What becomes of the first value of a key, and of each further one. */
export interface Fold {
  readonly create: (value: string) => string
  readonly update: (place: string, value: string) => string
}

/** How values (or, when `merging`, combiners of the map side) go into a table. */
export function foldOf(aggregator: SliceAggregator, merging: boolean): Fold {
  const asIs = (value: string) => value
  const call = (fn: number) => (place: string, value: string) =>
    `${place} = f${fn}(${place}, ${value})`
  switch (aggregator.kind) {
    case 'reduce':
      return { create: asIs, update: call(aggregator.merge) }
    case 'aggregate':
      if (merging) return { create: asIs, update: call(aggregator.merge) }
      return {
        create: (value) => `f${aggregator.add}(z${aggregator.zero}(), ${value})`,
        update: call(aggregator.add),
      }
    case 'combine':
      if (merging) return { create: asIs, update: call(aggregator.merge) }
      return { create: (value) => `f${aggregator.create}(${value})`, update: call(aggregator.add) }
    case 'group':
      return merging
        ? { create: asIs, update: (place, value) => `h.append(${place}, ${value})` }
        : { create: (value) => `[${value}]`, update: (place, value) => `${place}.push(${value})` }
    case 'sketch': {
      const { precision, sparsePrecision } = aggregator
      const sketching = `h.sketching(${precision}, ${sparsePrecision})`
      return merging
        ? { create: asIs, update: (place, value) => `${sketching}.merge(${place}, ${value})` }
        : {
            create: (value) => `${sketching}.of(${value})`,
            update: (place, value) => `${sketching}.add(${place}, ${value})`,
          }
    }
    case 'first':
      return { create: asIs, update: () => '' }
    case 'count':
      return merging
        ? { create: asIs, update: (place, value) => `${place} += ${value}` }
        : { create: () => '1', update: (place) => `${place}++` }
  }
}

/** Declares a table and says how to use it. */
export function emitTable(writer: SourceWriter, fold: Fold): Table {
  const stem = writer.name('t')
  const [ix, vs] = [`${stem}ix`, `${stem}vs`]
  writer.line(`let ${ix} = new h.KeyIndex(), ${vs} = []`)
  return {
    ix,
    ks: `${ix}.keys`,
    vs,
    put(key, value, own = fold) {
      const [v, at] = [writer.name('v'), writer.name('a')]
      writer.line(`const ${at} = ${ix}.place(${key}), ${v} = ${value}`)
      writer.line(`if (${at} === ${vs}.length) ${vs}.push(${own.create(v)})`)
      const update = own.update(`${vs}[${at}]`, v)
      if (update !== '') writer.line(`else ${update}`)
      return { at, value: v }
    },
    clear() {
      writer.line(`${ix} = new h.KeyIndex(); ${vs} = []`)
    },
  }
}
