import { type BlockId, blockName } from '@firesteel/storage'
import type { KeptBlock } from '@firesteel/task/runtime'

/** A block in the heap of a slot. */
export interface HeapBlock extends KeptBlock {
  readonly id: BlockId
  readonly slot: number
}

/** Which slots of this process hold which blocks as rows. */
export class HeapHolders {
  readonly #blocks = new Map<string, Map<number, HeapBlock>>()

  add(block: HeapBlock): void {
    const name = blockName(block.id)
    const holders = this.#blocks.get(name) ?? new Map<number, HeapBlock>()
    this.#blocks.set(name, holders.set(block.slot, block))
  }

  /** True when the slot held it. */
  delete(name: string, slot: number): boolean {
    const holders = this.#blocks.get(name)
    const held = holders?.delete(slot) ?? false
    if (holders?.size === 0) this.#blocks.delete(name)
    return held
  }

  of(name: string): readonly HeapBlock[] {
    return [...(this.#blocks.get(name)?.values() ?? [])]
  }

  all(): readonly HeapBlock[] {
    return [...this.#blocks.values()].flatMap((holders) => [...holders.values()])
  }
}
