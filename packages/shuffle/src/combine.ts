import { KeyMap, sortPairs } from '@firesteel/keys'

/** Pairs as two columns of one length. */
export interface Pairs {
  readonly keys: readonly unknown[]
  readonly values: readonly unknown[]
}

/** How the values of a key become one combiner. */
export interface Combiner<V, C> {
  create(value: V): C
  mergeValue(combiner: C, value: V): C
  mergeCombiners(a: C, b: C): C
}

/** Combines values by key. */
export function combineValues<V, C>(
  batches: Iterable<Pairs>,
  combiner: Combiner<V, C>,
): KeyMap<unknown, C> {
  return fold(
    batches,
    (value) => combiner.create(value as V),
    (old, value) => combiner.mergeValue(old, value as V),
  )
}

/** Merges what was combined on the map side already. */
export function mergeCombiners<V, C>(
  batches: Iterable<Pairs>,
  combiner: Combiner<V, C>,
): KeyMap<unknown, C> {
  return fold(
    batches,
    (value) => value as C,
    (old, value) => combiner.mergeCombiners(old, value as C),
  )
}

/** The values of each key, in the order of the batches. */
export function groupByKey(batches: Iterable<Pairs>): KeyMap<unknown, unknown[]> {
  return fold<unknown[]>(
    batches,
    (value) => [value],
    (group, value) => {
      group.push(value)
      return group
    },
  )
}

/** For each key in any of the inputs, one group of values per input. */
export function cogroup(inputs: readonly Iterable<Pairs>[]): KeyMap<unknown, unknown[][]> {
  const map = new KeyMap<unknown, unknown[][]>()
  inputs.forEach((batches, which) => {
    eachPair(batches, (key, value) => {
      const groups = map.update(key, (old) => old ?? inputs.map(() => []))
      groups[which]?.push(value)
    })
  })
  return map
}

/** All pairs in key order; those of equal keys keep theirs. */
export function sortByKey(batches: Iterable<Pairs>, ascending = true): Pairs {
  const keys: unknown[] = []
  const values: unknown[] = []
  eachPair(batches, (key, value) => {
    keys.push(key)
    values.push(value)
  })
  return sortPairs(keys, values, ascending)
}

function fold<C>(
  batches: Iterable<Pairs>,
  create: (value: unknown) => C,
  merge: (old: C, value: unknown) => C,
): KeyMap<unknown, C> {
  const map = new KeyMap<unknown, C>()
  eachPair(batches, (key, value) => {
    const old = map.get(key)
    const known = old !== undefined || map.has(key)
    map.set(key, known ? merge(old as C, value) : create(value))
  })
  return map
}

function eachPair(batches: Iterable<Pairs>, use: (key: unknown, value: unknown) => void): void {
  for (const { keys, values } of batches) {
    for (let i = 0; i < keys.length; i++) use(keys[i], values[i])
  }
}
