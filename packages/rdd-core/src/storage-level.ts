/**
 * Where the blocks of a persisted dataset are kept.
 * @see org.apache.spark.storage.StorageLevel
 */
export interface StorageLevel {
  readonly useDisk: boolean
  readonly useMemory: boolean
  readonly deserialized: boolean
  /** Copies kept; 0 keeps nothing. */
  readonly replication: number
}

/** Not persisted. */
export const NONE: StorageLevel = {
  useDisk: false,
  useMemory: false,
  deserialized: false,
  replication: 0,
}

/** As values in the heap of the slot that computed them; recomputed when they are gone. */
export const MEMORY_ONLY: StorageLevel = {
  useDisk: false,
  useMemory: true,
  deserialized: true,
  replication: 1,
}

/** True when blocks are to be kept at all. */
export const isPersisted = (level: StorageLevel): boolean => level.replication > 0

/** True when both keep blocks in the same way. */
export const sameStorageLevel = (a: StorageLevel, b: StorageLevel): boolean =>
  a.useDisk === b.useDisk &&
  a.useMemory === b.useMemory &&
  a.deserialized === b.deserialized &&
  a.replication === b.replication
