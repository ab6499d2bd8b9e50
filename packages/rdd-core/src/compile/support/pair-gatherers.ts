import { KeyMap, keysEqual } from '@firesteel/keys'

/** Takes the records of one partition, and makes rows of them. */
export interface Gatherer {
  add(record: unknown): void
  rows(): unknown[]
}

type PairRecord = readonly [key: unknown, value: unknown]

/** The values of one key. */
export function valuesOf(key: unknown): Gatherer {
  const found: unknown[] = []
  return {
    add(record) {
      const [own, value] = record as PairRecord
      if (keysEqual(own, key)) found.push(value)
    },
    rows: () => found,
  }
}

/** One pair per key, its values merged. */
export function reducedLocally(merge: (a: unknown, b: unknown) => unknown): Gatherer {
  // Boxes: a value may be undefined itself.
  const merged = new KeyMap<unknown, { value: unknown }>()
  return {
    add(record) {
      const [key, value] = record as PairRecord
      const box = merged.get(key)
      if (box === undefined) merged.set(key, { value })
      else box.value = merge(box.value, value)
    },
    rows: () => [...merged].map(([key, { value }]) => [key, value]),
  }
}

/** How often each record, or each key, comes. */
export function countEach(ofKeys: boolean): Gatherer {
  const counts = new KeyMap<unknown, number>()
  return {
    add(record) {
      const key = ofKeys ? (record as PairRecord)[0] : record
      counts.set(key, (counts.get(key) ?? 0) + 1)
    },
    rows: () => [...counts],
  }
}
