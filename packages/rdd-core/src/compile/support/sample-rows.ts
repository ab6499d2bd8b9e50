import type { Gatherer } from './pair-gatherers.js'
import { mulberry32 } from './reservoir.js'

/** `size` of `count` records: each set of them equally likely, or with replacement each draw equally likely. */
export function sampleRows(
  size: number,
  count: number,
  withReplacement: boolean,
  seed: number,
): Gatherer {
  const random = mulberry32(scrambled(seed))
  return withReplacement ? drawn(size, count, random) : reservoirRows(size, random)
}

/** Seeds that follow one another must not give numbers that do. */
const scrambled = (seed: number): number => Math.imul(seed ^ (seed >>> 16), 0x9e3779b1) >>> 0

/** The positions are drawn before, and the records taken as they pass. */
function drawn(size: number, count: number, random: () => number): Gatherer {
  const positions = new Float64Array(size)
  for (let i = 0; i < size; i++) positions[i] = Math.floor(random() * count)
  positions.sort()
  const rows: unknown[] = []
  let [at, next] = [0, 0]
  return {
    add(record) {
      for (; next < size && positions[next] === at; next++) rows.push(record)
      at += 1
    },
    rows: () => rows,
  }
}

function reservoirRows(size: number, random: () => number): Gatherer {
  const rows: unknown[] = []
  let seen = 0
  return {
    add(record) {
      seen += 1
      if (rows.length < size) {
        rows.push(record)
        return
      }
      const place = Math.floor(random() * seen)
      if (place < size) rows[place] = record
    },
    rows: () => rows,
  }
}
