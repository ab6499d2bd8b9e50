import type { TaskRuntime } from '../../task-runtime.js'

/** The prototype of all built-in iterators: where it has helpers (`map`, `filter`, …), ours has them too. */
const IteratorPrototype: object = Object.getPrototypeOf(
  Object.getPrototypeOf([][Symbol.iterator]()),
) as object

const FIRST_CHUNK = 1
const LARGEST_CHUNK = 256

/**
 * What a function of a flatMap returned, in arrays: short ones at first, since a `take` may want no more.
 * Throws a TypeError that names the call when it cannot be iterated.
 */
export function chunks(
  runtime: TaskRuntime,
  value: unknown,
  site: string,
): () => readonly unknown[] | null {
  const iterate = (value as Iterable<unknown> | null | undefined)?.[Symbol.iterator]
  if (typeof iterate !== 'function') {
    throw new TypeError(
      `${site}: the function must return an array or another iterable, it returned ${shown(value)}`,
    )
  }
  const iterator = iterate.call(value)
  let size = FIRST_CHUNK
  let ended = false
  return () => {
    if (ended) return null
    runtime.checkKilled()
    const chunk: unknown[] = []
    while (chunk.length < size) {
      const next = iterator.next()
      if (next.done === true) {
        ended = true
        break
      }
      chunk.push(next.value)
    }
    size = Math.min(size * 2, LARGEST_CHUNK)
    return chunk.length === 0 ? null : chunk
  }
}

const shown = (value: unknown): string =>
  value === null || value === undefined
    ? String(value)
    : value instanceof Promise
      ? 'a promise'
      : `a ${typeof value}`

/** The records of a partition one by one, as a user's function gets them. */
export function records(batches: Iterable<readonly unknown[]>): IterableIterator<unknown> {
  const source = batches[Symbol.iterator]()
  let batch: readonly unknown[] = []
  let at = 0
  let ended = false
  return Object.assign(Object.create(IteratorPrototype) as IterableIterator<unknown>, {
    next(): IteratorResult<unknown> {
      while (at >= batch.length) {
        if (ended) return { done: true, value: undefined }
        const next = source.next()
        if (next.done === true) {
          ended = true
          batch = []
          return { done: true, value: undefined }
        }
        batch = next.value
        at = 0
      }
      return { done: false, value: batch[at++] }
    },
    return(): IteratorResult<unknown> {
      ended = true
      batch = []
      source.return?.()
      return { done: true, value: undefined }
    },
  })
}

/** What a function over a partition returned; throws a TypeError that names the call when it cannot be iterated. */
export function iterable(value: unknown, site: string): Iterable<unknown> {
  const from = value as Iterable<unknown> & Iterator<unknown>
  if (typeof from?.[Symbol.iterator] === 'function') return from
  const isAsync =
    value instanceof Promise ||
    typeof (value as AsyncIterable<unknown> | null | undefined)?.[Symbol.asyncIterator] ===
      'function'
  // An iterator that is not iterable itself.
  if (!isAsync && typeof from?.next === 'function') return { [Symbol.iterator]: () => from }
  const advice = isAsync ? '; write it as an async function, so that it is awaited' : ''
  throw new TypeError(
    `${site}: the function must return an iterable, it returned ${shown(value)}${advice}`,
  )
}

/** The (empty) answer of a foreachPartition, after what its function awaits. */
export const settled = (value: unknown): readonly unknown[] | Promise<readonly unknown[]> =>
  value instanceof Promise ? value.then(() => []) : []
