import { compareKeys } from '@firesteel/keys'
import type { PairBatch } from '../task-runtime.js'

/** One run under way. */
interface Cursor {
  readonly source: Iterator<PairBatch>
  readonly run: number
  batch: PairBatch
  at: number
  key: unknown
}

/**
 * The pairs of sorted runs as one, `count` at a time at most. Pairs with equal keys come in the order
 * of the runs, so that a sort by runs is stable.
 */
export function* mergeRuns(
  runs: readonly Iterable<PairBatch>[],
  ascending: boolean,
  count: number,
): Generator<PairBatch, void> {
  const heap: Cursor[] = []
  const sign = ascending ? 1 : -1
  const before = (a: Cursor, b: Cursor): boolean => {
    const order = compareKeys(a.key, b.key) * sign
    return order === 0 ? a.run < b.run : order < 0
  }
  runs.forEach((run, index) => {
    const cursor = opened(run, index)
    if (cursor !== undefined) heap.push(cursor)
  })
  for (let i = (heap.length >> 1) - 1; i >= 0; i--) sink(heap, i, before)
  while (heap.length > 0) {
    const keys: unknown[] = []
    const values: unknown[] = []
    while (heap.length > 0 && keys.length < count) {
      const first = heap[0] as Cursor
      keys.push(first.key)
      values.push(first.batch.values[first.at])
      if (!advance(first)) {
        const last = heap.pop() as Cursor
        if (heap.length === 0) break
        heap[0] = last
      }
      sink(heap, 0, before)
    }
    yield { keys, values }
  }
}

function opened(run: Iterable<PairBatch>, index: number): Cursor | undefined {
  const source = run[Symbol.iterator]()
  const batch = { keys: [], values: [] }
  const cursor: Cursor = { source, run: index, batch, at: -1, key: undefined }
  return advance(cursor) ? cursor : undefined
}

/** On to the next pair; false when there is none. */
function advance(cursor: Cursor): boolean {
  cursor.at += 1
  while (cursor.at >= cursor.batch.keys.length) {
    const next = cursor.source.next()
    if (next.done === true) return false
    cursor.batch = next.value
    cursor.at = 0
  }
  cursor.key = cursor.batch.keys[cursor.at]
  return true
}

/** Moves the cursor at `place` down until no child is before it. */
function sink(heap: Cursor[], place: number, before: (a: Cursor, b: Cursor) => boolean): void {
  const moved = heap[place] as Cursor
  let at = place
  for (;;) {
    let child = 2 * at + 1
    if (child >= heap.length) break
    const right = child + 1
    if (right < heap.length && before(heap[right] as Cursor, heap[child] as Cursor)) child = right
    if (!before(heap[child] as Cursor, moved)) break
    heap[at] = heap[child] as Cursor
    at = child
  }
  heap[at] = moved
}
