import { compareKeys } from '@firesteel/keys'
import { UnequalRecordsError } from '../../errors.js'
import type { PairBatch, TaskRuntime } from '../../task-runtime.js'
import type { Pipe } from './batches.js'

/** Records of a partition that are kept to be gone through again; more are computed again. */
const KEPT_ROWS = 1 << 16

/** The records of two datasets side by side. Throws when one has more than the other. */
export function* zipped(
  lefts: Iterable<readonly unknown[]>,
  rights: Iterable<readonly unknown[]>,
  site: string,
): Generator<PairBatch, void> {
  const [left, right] = [new Cursor(lefts), new Cursor(rights)]
  try {
    for (;;) {
      const [here, there] = [left.available(), right.available()]
      const count = Math.min(here, there)
      if (count === 0) {
        if (here !== there) throw new UnequalRecordsError(site)
        return
      }
      yield { keys: left.take(count), values: right.take(count) }
    }
  } finally {
    left.close()
    right.close()
  }
}

/** Reads batches in pieces of any size. */
class Cursor {
  readonly #batches: Iterator<readonly unknown[]>
  #batch: readonly unknown[] = []
  #at = 0

  constructor(batches: Iterable<readonly unknown[]>) {
    this.#batches = batches[Symbol.iterator]()
  }

  /** Records at hand; 0 only at the end. */
  available(): number {
    while (this.#at >= this.#batch.length) {
      const next = this.#batches.next()
      if (next.done === true) return 0
      this.#batch = next.value
      this.#at = 0
    }
    return this.#batch.length - this.#at
  }

  take(count: number): readonly unknown[] {
    const from = this.#at
    this.#at += count
    const isWhole = from === 0 && count === this.#batch.length
    return isWhole ? this.#batch : this.#batch.slice(from, this.#at)
  }

  close(): void {
    this.#batches.return?.()
  }
}

/**
 * A partition that is gone through many times: kept if it has few records, else computed each time,
 * so that memory stays bounded.
 */
export function replayed(
  pipe: Pipe,
  runtime: TaskRuntime,
  partition: number,
): () => Iterable<readonly unknown[]> {
  let kept: (readonly unknown[])[] | undefined
  let isLarge = false
  function* first(): Generator<readonly unknown[], void> {
    const batches: (readonly unknown[])[] = []
    let rows = 0
    for (const batch of pipe(runtime, partition)) {
      rows += batch.length
      isLarge ||= rows > KEPT_ROWS
      if (isLarge) batches.length = 0
      else batches.push(batch)
      yield batch
    }
    if (!isLarge) kept = batches
  }
  return () => kept ?? (isLarge ? pipe(runtime, partition) : first())
}

/** Whether a key lies between two others, both included. */
export function inRange([lower, upper]: readonly [unknown, unknown]): (key: unknown) => boolean {
  return (key) => compareKeys(key, lower) >= 0 && compareKeys(key, upper) <= 0
}
