import type { SlotBlockStore } from '@firesteel/task/runtime'

interface Block {
  readonly rddId: number
  readonly rows: readonly unknown[]
  readonly sizeBytes: number
}

/**
 * Cached rows in the heap of one slot, within a budget of estimated bytes. The blocks that were not
 * used for longest make room for a new one, except those of the same dataset: a dataset larger than
 * the budget would drive itself out in circles.
 */
export class HeapBlockStore implements SlotBlockStore {
  readonly #budgetBytes: number
  /** In order of last use. */
  readonly #blocks = new Map<string, Block>()
  #usedBytes = 0

  constructor(budgetBytes: number) {
    this.#budgetBytes = budgetBytes
  }

  get(rddId: number, partition: number): readonly unknown[] | undefined {
    const name = nameOf(rddId, partition)
    const block = this.#blocks.get(name)
    if (block === undefined) return undefined
    this.#blocks.delete(name)
    this.#blocks.set(name, block)
    return block.rows
  }

  put(rddId: number, partition: number, rows: readonly unknown[], sizeBytes: number): boolean {
    const name = nameOf(rddId, partition)
    this.#drop(name)
    if (!this.#makeRoom(rddId, sizeBytes)) return false
    this.#blocks.set(name, { rddId, rows, sizeBytes })
    this.#usedBytes += sizeBytes
    return true
  }

  removeRdd(rddId: number): void {
    for (const [name, block] of this.#blocks) if (block.rddId === rddId) this.#drop(name)
  }

  #makeRoom(rddId: number, sizeBytes: number): boolean {
    const missing = this.#usedBytes + sizeBytes - this.#budgetBytes
    const victims: string[] = []
    let freed = 0
    for (const [name, block] of this.#blocks) {
      if (freed >= missing) break
      if (block.rddId === rddId) continue
      victims.push(name)
      freed += block.sizeBytes
    }
    if (freed < missing) return false
    for (const name of victims) this.#drop(name)
    return true
  }

  #drop(name: string): void {
    this.#usedBytes -= this.#blocks.get(name)?.sizeBytes ?? 0
    this.#blocks.delete(name)
  }
}

const nameOf = (rddId: number, partition: number): string => `${rddId}_${partition}`
