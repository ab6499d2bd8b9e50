import type { SliceAggregator } from '../stage-slice.js'
import type { SourceWriter } from './source-writer.js'

/**
 * A hash table from keys to combiners, in local variables of the function it is written into:
 * `ix` and `ob` find a key's place (primitive keys and others), `ks` and `vs` are the columns.
 */
export interface Table {
  readonly ks: string
  readonly vs: string
  /** Writes the lines that put one pair in. */
  put(key: string, value: string): void
  /** Writes the lines that make it empty again. */
  clear(): void
}

/** What becomes of the first value of a key, and of each further one. */
interface Fold {
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
  const [ix, ob, ks, vs] = [`${stem}ix`, `${stem}ob`, `${stem}ks`, `${stem}vs`]
  writer.line(`let ${ix} = new Map(), ${ob} = new h.KeyMap(), ${ks} = [], ${vs} = []`)
  return {
    ks,
    vs,
    put(key, value) {
      const [k, v, at] = [writer.name('k'), writer.name('v'), writer.name('a')]
      writer.line(`const ${k} = ${key}, ${v} = ${value}`)
      writer.line(
        `const ${at} = typeof ${k} !== 'object' || ${k} === null ? ${ix}.get(${k}) : ${ob}.get(${k})`,
      )
      const first = writer.open(`if (${at} === undefined) {`)
      const object = writer.open(`if (typeof ${k} === 'object' && ${k} !== null) {`)
      writer.line(`${ob}.set(${k}, ${ks}.length)`)
      writer.line(`${ks}.push(${k})`)
      writer.close(object)
      const primitive = writer.open('else {')
      writer.line(`const own = h.ownKey(${k})`)
      // A native Map takes 2^24 entries and then throws.
      writer.line(`if (${ix}.size === 16000000) ${ix} = h.bigger(${ix})`)
      writer.line(`${ix}.set(own, ${ks}.length)`)
      writer.line(`${ks}.push(own)`)
      writer.close(primitive)
      writer.line(`${vs}.push(${fold.create(v)})`)
      writer.close(first)
      const update = fold.update(`${vs}[${at}]`, v)
      if (update !== '') writer.line(`else ${update}`)
    },
    clear() {
      writer.line(`${ix} = new Map(); ${ob} = new h.KeyMap(); ${ks} = []; ${vs} = []`)
    },
  }
}
