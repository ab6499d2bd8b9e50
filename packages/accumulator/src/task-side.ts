import type { AnyAccumulator } from './accumulator-v2.js'
import { builtInKindOf } from './built-in-kind.js'
import { AccumulatorReadError, type AccumulatorLabel } from './errors.js'

/** What a task must not read. */
const READS = ['value', 'sum', 'count', 'avg'] as const

/** Makes reading the accumulator throw, except to its own `add`. */
export function hideReads(accumulator: AnyAccumulator, label: AccumulatorLabel): void {
  const isOurs = builtInKindOf(accumulator) !== undefined
  const names = isOurs ? READS.filter((name) => name in accumulator) : (['value'] as const)
  const adding = isOurs ? () => false : allowWhileAdding(accumulator)
  for (const name of names) {
    // A field of the user's: it is the state, not a view of it.
    if (Object.hasOwn(accumulator, name)) continue
    Object.defineProperty(accumulator, name, {
      configurable: true,
      get() {
        if (!adding()) throw new AccumulatorReadError(label, name)
        return Reflect.get(Object.getPrototypeOf(accumulator) as object, name, accumulator)
      },
    })
  }
}

/** Lets {@link hideReads} be undone, so that only the state is left. */
export function showReads(accumulator: AnyAccumulator): void {
  for (const name of [...READS, 'add']) {
    const own = Object.getOwnPropertyDescriptor(accumulator, name)
    if (own !== undefined && !own.enumerable) {
      Reflect.deleteProperty(accumulator, name)
    }
  }
}

/** Whether the accumulator's own `add` runs; some look at their value there. */
function allowWhileAdding(accumulator: AnyAccumulator): () => boolean {
  // An own function is no state that could travel: that is reported when the task ends.
  if (Object.hasOwn(accumulator, 'add')) return () => false
  let depth = 0
  const add = Reflect.get(accumulator, 'add') as (this: unknown, value: unknown) => void
  const counted = (value: unknown): void => {
    depth++
    try {
      add.call(accumulator, value)
    } finally {
      depth--
    }
  }
  Object.defineProperty(accumulator, 'add', { value: counted, configurable: true, writable: true })
  return () => depth > 0
}
