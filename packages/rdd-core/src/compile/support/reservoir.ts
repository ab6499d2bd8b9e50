/** A fair sample of fixed size from keys whose number is not known before. */
export interface Reservoir {
  add(key: unknown): void
  /** `[keys seen, keys sampled]`. */
  row(): readonly [number, readonly unknown[]]
}

/** The same keys in the same order give the same sample: seed and partition decide. */
export function reservoir(size: number, seed: number, partition: number): Reservoir {
  const random = mulberry32((seed ^ Math.imul(partition + 1, 0x9e3779b1)) >>> 0)
  const kept: unknown[] = []
  let seen = 0
  return {
    add(key) {
      seen += 1
      if (kept.length < size) {
        kept.push(key)
        return
      }
      const place = Math.floor(random() * seen)
      if (place < size) kept[place] = key
    },
    row: () => [seen, kept],
  }
}

/** Numbers in [0, 1) that depend on the seed alone. */
export function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
