import { type Shipped, deny, ship } from '@firesteel/closure'

/** The reviver of rebuild environments that makes a task's handle of a broadcast. */
export const BROADCAST_REVIVER = 'broadcast'

/** What a handle does: on the driver what it says, in a task reading only. */
export interface BroadcastActions<T> {
  read(): T
  /** Why it cannot be used any more; undefined while it can. */
  refusal(): string | undefined
  unpersist(): Promise<void>
  destroy(): Promise<void>
}

/**
 * A read-only value that every executor gets once, instead of with each task: read `value` in closures.
 *
 * The value is that of the moment when it was made: it is copied then, and what is changed in it later, on
 * the driver or in a task, is seen by nobody else for sure. A slot makes it anew from shared bytes at the
 * first use. What it may hold is what a record may hold.
 *
 * @see org.apache.spark.broadcast.Broadcast
 * @example
 * const names = sc.broadcast(new Map([[1, 'one']]))
 * rdd.map((id) => names.value.get(id))
 */
export class Broadcast<T> {
  /** Unique in its context, counted from 0. */
  readonly id: number
  /** Keeps the name of a handle out of records: functions are refused there. */
  readonly actions: BroadcastActions<T>

  /** For contexts; users get one from `sc.broadcast(value)`. */
  constructor(id: number, actions: BroadcastActions<T>) {
    this.id = id
    this.actions = actions
  }

  /** The value. Throws {@link BroadcastDestroyedError} once it was destroyed. */
  get value(): T {
    return this.actions.read()
  }

  /** Makes the executors forget their copies; they fetch it again when they need it. */
  unpersist(blocking = false): Promise<void> {
    return unless(blocking, this.actions.unpersist())
  }

  /** Makes everybody forget it for good. With `blocking` it resolves when they have. */
  destroy(blocking = false): Promise<void> {
    return unless(blocking, this.actions.destroy())
  }

  toString(): string {
    return `Broadcast(${this.id})`
  }

  get [deny](): string | undefined {
    return this.actions.refusal()
  }

  [ship](): Shipped {
    return { reviver: BROADCAST_REVIVER, value: this.id }
  }
}

function unless(blocking: boolean, done: Promise<void>): Promise<void> {
  if (blocking) return done
  // Executors that cannot be told are gone, and their copies with them.
  done.catch(() => {})
  return Promise.resolve()
}
