import { errorFrom } from '@firesteel/errors'
import type { Serializer } from '@firesteel/serializer'
import type { AnyAccumulator, ShippedAccumulator } from './accumulator-v2.js'
import { type BuiltIn, type BuiltInKind, builtInKindOf } from './built-in-kind.js'
import { AccumulatorStateError } from './errors.js'
import { makeBuiltIn } from './make-built-in.js'
import { hideReads, showReads } from './task-side.js'
import type { AccumulatorUpdate } from './update.js'

interface Copy {
  readonly id: number
  readonly name: string | undefined
  readonly accumulator: AnyAccumulator
}

const NOTHING = new Uint8Array(0)

/**
 * The copies of accumulators in one task slot: one per accumulator, zero when a task begins, so that
 * closures which outlive a task (shared programs, lazy values) add to the running task's.
 *
 *   begin → (revive, add …) → updates
 */
export class TaskAccumulators {
  /** All that closures of this slot may still hold. */
  readonly #known = new Map<number, WeakRef<Copy>>()
  /** Those of the running task. */
  readonly #current = new Map<number, Copy>()
  /** Ties the life of a copy's facts to that of its accumulator. */
  readonly #copies = new WeakMap<AnyAccumulator, Copy>()

  /** A task begins: everything is zero. */
  begin(): void {
    this.#current.clear()
    for (const [id, reference] of this.#known) {
      const copy = reference.deref()
      if (copy === undefined) {
        this.#known.delete(id)
        continue
      }
      copy.accumulator.reset()
      this.#current.set(id, copy)
    }
  }

  /** The slot's copy of what {@link AccumulatorV2} shipped: a reviver of closures. */
  revive(shipped: ShippedAccumulator): AnyAccumulator {
    const { id, name } = identityOf(shipped)
    const known = this.#current.get(id)
    if (known !== undefined) return known.accumulator
    const accumulator = typeof shipped === 'string' ? ofKind(shipped) : shipped.zero
    const copy = { id, name, accumulator }
    hideReads(accumulator, copy)
    this.#copies.set(accumulator, copy)
    this.#known.set(id, new WeakRef(copy))
    this.#current.set(id, copy)
    return accumulator
  }

  /**
   * What the task that began last has added, for `AccumulatorRegistry.merge`; empty when it added nothing.
   * Throws {@link AccumulatorStateError} when something of it cannot travel.
   */
  updates(serializer: Serializer): Uint8Array {
    const updates: AccumulatorUpdate[] = []
    for (const copy of this.#current.values()) {
      const { accumulator, id, name } = copy
      showReads(accumulator)
      try {
        if (accumulator.isZero) continue
        const state = stateOf(accumulator)
        // Alone first: the error is to name the one that cannot travel.
        serializer.serialize(state)
        updates.push([id, state])
      } catch (error) {
        throw new AccumulatorStateError({ id, name }, errorFrom(error))
      } finally {
        hideReads(accumulator, copy)
      }
    }
    this.#current.clear()
    return updates.length === 0 ? NOTHING : serializer.serialize(updates)
  }
}

const stateOf = (accumulator: AnyAccumulator): unknown =>
  builtInKindOf(accumulator) === undefined ? accumulator : (accumulator as never as BuiltIn).state()

function identityOf(shipped: ShippedAccumulator): Pick<Copy, 'id' | 'name'> {
  if (typeof shipped !== 'string') return shipped
  const [, id, ...name] = shipped.split(' ')
  return { id: Number(id), name: name.length === 0 ? undefined : name.join(' ') }
}

const ofKind = (shipped: string): AnyAccumulator =>
  makeBuiltIn(shipped.split(' ')[0] as BuiltInKind)
