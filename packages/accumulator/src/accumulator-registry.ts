import { inspect } from 'node:util'
import { errorFrom } from '@firesteel/errors'
import type { Serializer } from '@firesteel/serializer'
import type { AnyAccumulator } from './accumulator-v2.js'
import { builtInKindOf } from './built-in-kind.js'
import { AccumulatorRegisteredError } from './errors.js'
import { makeBuiltIn } from './make-built-in.js'
import { registrationOf, setRegistration } from './registration.js'
import type { AccumulatorUpdate } from './update.js'

/** A named accumulator as observers see it. @see org.apache.spark.scheduler.AccumulableInfo */
export interface AccumulableInfo {
  readonly id: number
  readonly name: string
  /** What the task added; absent where no single task is meant. A primitive, or a short text. */
  readonly update?: unknown
  /** What the driver had then. A primitive, or a short text. */
  readonly value: unknown
}

/** Where failures are told that must not end a job. */
export interface AccumulatorLog {
  error(facts: object, message: string): void
}

let lastId = -1

/**
 * The accumulators of one driver, by id. It holds none of them: one that the program has let go is
 * forgotten, and what tasks still add to it is reported and dropped.
 * @see org.apache.spark.util.AccumulatorContext
 */
export class AccumulatorRegistry {
  readonly #known = new Map<number, WeakRef<AnyAccumulator>>()
  readonly #collected = new FinalizationRegistry<number>((id) => this.#known.delete(id))
  readonly #log: AccumulatorLog

  constructor(log: AccumulatorLog) {
    this.#log = log
  }

  /** Gives an accumulator its id. Throws {@link AccumulatorRegisteredError} when it has one. */
  register(accumulator: AnyAccumulator, name?: string): void {
    const earlier = registrationOf(accumulator)
    if (earlier !== undefined) throw new AccumulatorRegisteredError(earlier)
    const id = ++lastId
    setRegistration(accumulator, { id, name })
    this.#known.set(id, new WeakRef(accumulator))
    this.#collected.register(accumulator, id)
  }

  /** How many there are. */
  get size(): number {
    return this.#known.size
  }

  /**
   * Merges what a task added (`TaskAccumulators.updates`), instances of classes read by `serializer`.
   * Never throws: what cannot be merged is logged. Returns the named ones that changed.
   */
  merge(updates: Uint8Array, serializer: Serializer): readonly AccumulableInfo[] {
    if (updates.length === 0) return []
    try {
      const read = serializer.deserialize(updates) as readonly AccumulatorUpdate[]
      return read.flatMap((update) => this.#mergeOne(update) ?? [])
    } catch (error) {
      this.#log.error({ err: errorFrom(error) }, 'what a task added to accumulators is lost')
      return []
    }
  }

  #mergeOne([id, state]: AccumulatorUpdate): AccumulableInfo | undefined {
    const accumulator = this.#known.get(id)?.deref()
    if (accumulator === undefined) {
      const why = `accumulator ${id} was let go by the program while tasks still added to it`
      this.#log.error({ accumulatorId: id }, why)
      return undefined
    }
    const { name } = accumulator
    try {
      const update = updateOf(accumulator, state)
      accumulator.merge(update as never)
      if (name === undefined || update.isZero) return undefined
      return { id, name, update: shown(update.value), value: shown(accumulator.value) }
    } catch (error) {
      const facts = { accumulatorId: id, name, err: errorFrom(error) }
      this.#log.error(facts, 'what a task added to an accumulator could not be merged')
      return undefined
    }
  }
}

function updateOf(accumulator: AnyAccumulator, state: unknown): AnyAccumulator {
  const kind = builtInKindOf(accumulator)
  if (kind === undefined) return state as AnyAccumulator
  const update = makeBuiltIn(kind)
  update.mergeState(state as readonly unknown[])
  return update
}

/** Observers may keep what they see for long: a primitive as it is, of all else a short text. */
const shown = (value: unknown): unknown =>
  typeof value === 'object' || typeof value === 'function'
    ? inspect(value, { depth: 2, maxArrayLength: 10, maxStringLength: 100, breakLength: Infinity })
    : value
