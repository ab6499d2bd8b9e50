import { type Shipped, deny, ship } from '@firesteel/closure'
import { builtInKindOf } from './built-in-kind.js'
import { AccumulatorUnregisteredError } from './errors.js'
import { registrationOf } from './registration.js'

/** The reviver of rebuild environments that makes a task's own copy of an accumulator. */
export const ACCUMULATOR_REVIVER = 'accumulator'

/** What travels of an accumulator: `<kind> <id>[ <name>]` of one of ours, or an id and a zero of the user's class. */
export type ShippedAccumulator =
  | string
  | { readonly id: number; readonly name: string | undefined; readonly zero: AnyAccumulator }

/** An accumulator of any kind. */
export type AnyAccumulator = AccumulatorV2<never, unknown>

/**
 * A value that tasks add to and the driver reads. Extend it for sums of your own, and register it with
 * `sc.register(accumulator, name)`; its state has to be what a record may be (no `#private` fields).
 *
 * A closure that captures it gets a copy that is zero; what a task added travels with its result and is
 * merged on the driver: once for each partition of an action's result, once for each successful run of a
 * map task, never for an attempt that failed.
 *
 * @see org.apache.spark.util.AccumulatorV2
 * @example
 * class Longest extends AccumulatorV2<string, string> {
 *   text = ''
 *   get isZero() { return this.text === '' }
 *   copy() { const copy = new Longest(); copy.text = this.text; return copy }
 *   reset() { this.text = '' }
 *   add(text: string) { if (text.length > this.text.length) this.text = text }
 *   merge(other: Longest) { this.add(other.text) }
 *   get value() { return this.text }
 * }
 */
export abstract class AccumulatorV2<In, Out> {
  /** Whether nothing was added: merging it changes nothing. */
  abstract get isZero(): boolean
  /** Another accumulator with the same state. */
  abstract copy(): AccumulatorV2<In, Out>
  /** Makes it zero. */
  abstract reset(): void
  /** Takes in one value; called in tasks, and on the driver if you like. */
  abstract add(value: In): void
  /** Takes in what another one of its class has; the order is that in which tasks end. */
  abstract merge(other: AccumulatorV2<In, Out>): void
  /** The driver's view; reading it in a task throws. */
  abstract get value(): Out

  /** Another accumulator of its class that is zero: what tasks begin with. */
  copyAndReset(): AccumulatorV2<In, Out> {
    const copy = this.copy()
    copy.reset()
    return copy
  }

  /** Unique in its process, counted from 0. Throws before it is registered. */
  get id(): number {
    const registration = registrationOf(this)
    if (registration === undefined) throw new AccumulatorUnregisteredError(this.constructor.name)
    return registration.id
  }

  /** As observers show it; those without a name are shown nowhere. */
  get name(): string | undefined {
    return registrationOf(this)?.name
  }

  get isRegistered(): boolean {
    return registrationOf(this) !== undefined
  }

  /** Why a closure must not capture it; undefined once it is registered. */
  get [deny](): string | undefined {
    return registrationOf(this) === undefined
      ? `it captures an accumulator (${this.constructor.name}) that is not registered: call sc.register(accumulator, name) first`
      : undefined
  }

  /** How it travels: as its id and a zero. */
  [ship](): Shipped {
    const { id, name } = this
    const kind = builtInKindOf(this)
    const value: ShippedAccumulator =
      kind === undefined
        ? { id, name, zero: withoutHooks(this.copyAndReset()) }
        : [kind, id, ...(name === undefined ? [] : [name])].join(' ')
    return { reviver: ACCUMULATOR_REVIVER, value }
  }
}

/** `zero` as an object that is captured for what it is. */
function withoutHooks(zero: AnyAccumulator): AnyAccumulator {
  for (const hook of [ship, deny]) {
    Object.defineProperty(zero, hook, { value: undefined, configurable: true })
  }
  return zero
}
