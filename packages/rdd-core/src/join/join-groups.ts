import { KeyIndex } from '@firesteel/keys'
import { groupChunks, heldChunks } from '../spill/joined-chunks.js'
import type { SpillHost } from '../spill/spill-host.js'
import { SpillingGroups } from '../spill/spilling-groups.js'
import { FIRST_LOOK } from '../spill/table-memory.js'
import type { PairBatch } from '../task-runtime.js'
import type { JoinedSides } from './hash-join.js'

const BATCH = 1_024

/** A join by way of groups, which may lie on disk: each key's values of both sides, then all pairs of them. */
export function* joinGroups(host: SpillHost, sides: JoinedSides): Generator<PairBatch, void> {
  const { outer } = sides
  let keys: unknown[] = []
  let values: unknown[] = []
  for (const groups of grouped(host, sides)) {
    for (let i = 0; i < groups.keys.length; i++) {
      const [left, right] = groups.values[i] as [unknown, unknown]
      for (const a of chunksOf(
        orMissing(left, outer === 'right' || outer === 'full'),
        heldChunks,
      )) {
        const others = orMissing(right, outer === 'left' || outer === 'full')
        for (const b of chunksOf(others, groupChunks)) {
          host.checkKilled()
          for (const mine of a) {
            for (const theirs of b) {
              keys.push(groups.keys[i])
              values.push([mine, theirs])
              if (keys.length < BATCH) continue
              yield { keys, values }
              keys = []
              values = []
            }
          }
        }
      }
    }
  }
  if (keys.length > 0) yield { keys, values }
}

function grouped(host: SpillHost, { left, right, site }: JoinedSides): Iterable<PairBatch> {
  const groups = new SpillingGroups(host, 2, site)
  let index = new KeyIndex()
  let pairs: [unknown[], unknown[]][] = []
  let count = 0
  let due = FIRST_LOOK
  const add = (which: 0 | 1, key: unknown, value: unknown) => {
    const at = index.place(key)
    if (at === pairs.length) pairs.push([[], []])
    const pair = pairs[at] as [unknown[], unknown[]]
    // An empty array that is pushed to makes room for 17 values: most groups never have so many.
    if (pair[which].length === 0) pair[which] = [value]
    else pair[which].push(value)
    if (++count < due) return
    if (groups.isFull(count, index, value)) {
      groups.spill(index, pairs)
      index = new KeyIndex()
      pairs = []
    }
    due = count + groups.interval
  }
  for (const which of [0, 1] as const) {
    for (const { keys, values } of which === 0 ? left : right) {
      host.checkKilled()
      for (let i = 0; i < keys.length; i++) add(which, keys[i], values[i])
    }
  }
  return groups.result(index, pairs)
}

const MISSING: readonly unknown[] = [undefined]

const orMissing = (group: unknown, kept: boolean): unknown =>
  kept && (group as ArrayLike<unknown>).length === 0 ? MISSING : group

/** A group at once when it is an array, else chunk by chunk. */
function* chunksOf(
  group: unknown,
  chunks: (group: unknown) => () => readonly unknown[] | null,
): Generator<readonly unknown[], void> {
  if (Array.isArray(group)) return yield group
  const next = chunks(group)
  for (let chunk = next(); chunk !== null; chunk = next()) yield chunk
}
