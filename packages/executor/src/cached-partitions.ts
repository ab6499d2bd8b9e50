/** One partition of one dataset. */
export interface CachedPartition {
  readonly rddId: number
  readonly partition: number
}

/** Which slots of this process hold which cached partitions. */
export class CachedPartitions {
  readonly #slots = new Map<string, { readonly of: CachedPartition; readonly slots: Set<number> }>()

  /** Takes note that `slot` stored or dropped a partition. */
  note(slot: number, update: CachedPartition & { readonly stored: boolean }): void {
    const { rddId, partition, stored } = update
    const name = `${rddId}_${partition}`
    const entry = this.#slots.get(name) ?? { of: { rddId, partition }, slots: new Set() }
    if (stored) entry.slots.add(slot)
    else entry.slots.delete(slot)
    if (entry.slots.size > 0) this.#slots.set(name, entry)
    else this.#slots.delete(name)
  }

  holders(rddId: number, partition: number): readonly number[] {
    return [...(this.#slots.get(`${rddId}_${partition}`)?.slots ?? [])]
  }

  /** Forgets a slot; the partitions that it held. */
  dropSlot(slot: number): CachedPartition[] {
    const lost: CachedPartition[] = []
    for (const [name, entry] of this.#slots) {
      if (!entry.slots.delete(slot)) continue
      lost.push(entry.of)
      if (entry.slots.size === 0) this.#slots.delete(name)
    }
    return lost
  }

  /** Forgets a dataset; how many of its partitions were held. */
  removeRdd(rddId: number): number {
    let removed = 0
    for (const [name, entry] of this.#slots) {
      if (entry.of.rddId === rddId && this.#slots.delete(name)) removed++
    }
    return removed
  }
}
