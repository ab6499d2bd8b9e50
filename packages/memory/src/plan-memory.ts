const MIB = 1024 ** 2

/** Below this a thread cannot load the engine and do anything else. */
export const LEAST_SLOT_BYTES: number = 64 * MIB
/** Of a slot's share, what V8's old generation may take; the rest is for its young one and for buffers. */
const OLD_SHARE = 0.9
const YOUNG_SHARE = 0.1
const LEAST_YOUNG_MIB = 4
const MOST_YOUNG_MIB = 48

/** What an executor's process takes beside `spark.executor.memory`: Node, the engine's code, the main thread. */
const PROCESS_OVERHEAD_BYTES = 96 * MIB
/** … and each task slot's thread: its stack, its own copy of the engine's code. */
const SLOT_OVERHEAD_BYTES = 24 * MIB

/** What is known when memory is divided. */
export interface MemoryFacts {
  readonly memoryBytes: number
  readonly slots: number
  /** `spark.memory.fraction` */
  readonly fraction: number
  /** `spark.memory.storageFraction` */
  readonly storageFraction: number
}

/** How an executor divides its memory. */
export interface MemoryPlan {
  readonly memoryBytes: number
  /** Limits of the V8 heap of each slot's thread, in MiB. */
  readonly heap: SlotHeap
  /** The pool that tasks and cached blocks share. */
  readonly poolBytes: number
  readonly storageBytes: number
  /** What one slot's thread may hold of the pool. */
  readonly slotBytes: number
  /** What the process takes beside all that, about: fixed, whatever the data. */
  readonly overheadBytes: number
}

/** `resourceLimits` of a slot's thread, in MiB. */
export interface SlotHeap {
  readonly maxOldGenerationSizeMb: number
  readonly maxYoungGenerationSizeMb: number
}

/**
 * Divides an executor's memory evenly between its slots. A slot's share below 64 MiB is raised to that:
 * then all slots together exceed the setting.
 */
export function planMemory({
  memoryBytes,
  slots,
  fraction,
  storageFraction,
}: MemoryFacts): MemoryPlan {
  const share = Math.max(LEAST_SLOT_BYTES, Math.floor(memoryBytes / slots))
  const poolBytes = Math.floor(share * slots * fraction)
  const young = Math.floor((share * YOUNG_SHARE) / MIB)
  return {
    memoryBytes,
    heap: {
      maxOldGenerationSizeMb: Math.floor((share * OLD_SHARE) / MIB),
      maxYoungGenerationSizeMb: Math.min(MOST_YOUNG_MIB, Math.max(LEAST_YOUNG_MIB, young)),
    },
    poolBytes,
    storageBytes: Math.floor(poolBytes * storageFraction),
    slotBytes: Math.floor(share * fraction),
    overheadBytes: PROCESS_OVERHEAD_BYTES + slots * SLOT_OVERHEAD_BYTES,
  }
}
