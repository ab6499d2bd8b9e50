import type { LargeGroup } from './large-group.js'
import { sizeOf } from './size-of.js'

/** What is held of one side of a join while the other side is read from disk once. */
const HELD_BYTES = 4 << 20

type Chunks = () => readonly unknown[] | null

/** The values of a group that is not an array, some at a time, then null. */
export function groupChunks(group: unknown): Chunks {
  const chunks = (group as LargeGroup).chunks()
  return () => {
    const next = chunks.next()
    return next.done === true ? null : next.value
  }
}

/** As `groupChunks`, in chunks as large as can well be held. */
export function heldChunks(group: unknown): Chunks {
  const next = groupChunks(group)
  return () => {
    const held: unknown[] = []
    for (let bytes = 0; bytes < HELD_BYTES; ) {
      const chunk = next()
      if (chunk === null) break
      for (const value of chunk) held.push(value)
      bytes += chunk.length * (16 + sizeOf(chunk[0]))
    }
    return held.length === 0 ? null : held
  }
}
