import { Broadcast, BroadcastInTaskError, BroadcastUnknownError } from '@firesteel/broadcast'

/** What a {@link SlotBroadcasts} is made of. */
export interface SlotBroadcastsOptions {
  /** The encoded value, in memory that the slots of the process share. */
  fetch(broadcastId: number): Promise<SharedArrayBuffer>
  /** Makes the classes of its instances known. */
  prepare(bytes: SharedArrayBuffer): Promise<void>
  decode(bytes: SharedArrayBuffer): unknown
  /** Encoded bytes whose values are held for later tasks; of others they are held as long as somebody else does. */
  readonly keptBytes: number
}

interface Entry {
  readonly bytes: SharedArrayBuffer
  /** Set once it was read. */
  strong: { readonly value: unknown } | undefined
  weak: WeakRef<object> | undefined
}

/**
 * The broadcasts of one slot. Bytes have to be here before a task's loop begins ({@link load}); the value is
 * made of them when it is first read, once, and kept for later tasks within a budget: those that were not
 * read for the longest time go first.
 */
export class SlotBroadcasts {
  readonly #options: SlotBroadcastsOptions
  /** The most recently read last. */
  readonly #entries = new Map<number, Entry>()

  constructor(options: SlotBroadcastsOptions) {
    this.#options = options
  }

  /** Has everything here that a task may read. */
  async load(broadcastIds: readonly number[]): Promise<void> {
    for (const id of broadcastIds) {
      if (this.#entries.has(id)) continue
      const bytes = await this.#options.fetch(id)
      await this.#options.prepare(bytes)
      this.#entries.set(id, { bytes, strong: undefined, weak: undefined })
    }
  }

  /** The handle that a closure captured: a reviver of closures. */
  revive(id: number): Broadcast<unknown> {
    const onlyOnDriver = (what: string) => (): Promise<never> =>
      Promise.reject(new BroadcastInTaskError(id, what))
    return new Broadcast<unknown>(id, {
      read: () => this.#read(id),
      refusal: () => undefined,
      unpersist: onlyOnDriver('unpersist'),
      destroy: onlyOnDriver('destroy'),
    })
  }

  /** Forgets a broadcast; a task that needs it again fetches it again. */
  remove(id: number): void {
    this.#entries.delete(id)
  }

  #read(id: number): unknown {
    const entry = this.#entries.get(id)
    if (entry === undefined) throw new BroadcastUnknownError(id)
    if (entry.strong !== undefined) return entry.strong.value
    const value = entry.weak?.deref() ?? this.#options.decode(entry.bytes)
    entry.strong = { value }
    if (typeof value === 'object' && value !== null) entry.weak = new WeakRef(value)
    this.#entries.delete(id)
    this.#entries.set(id, entry)
    this.#makeRoom()
    return value
  }

  /** The newest is always held: it is being read. */
  #makeRoom(): void {
    let kept = 0
    for (const entry of [...this.#entries.values()].reverse()) {
      if (entry.strong === undefined) continue
      const isNewest = kept === 0
      kept += entry.bytes.byteLength
      if (!isNewest && kept > this.#options.keptBytes) entry.strong = undefined
    }
  }
}
