import { UnknownStorageLevelError } from './errors.js'

/**
 * Where and how the partitions of a persisted dataset are kept.
 * @see org.apache.spark.storage.StorageLevel
 */
export interface StorageLevel {
  readonly useDisk: boolean
  readonly useMemory: boolean
  readonly useOffHeap: boolean
  /** As live values in the heap of one task slot; otherwise as bytes. */
  readonly deserialized: boolean
  /** Copies in different executors. */
  readonly replication: number
}

function level(flags: string, replication = 1): StorageLevel {
  return {
    useDisk: flags.includes('disk'),
    useMemory: flags.includes('memory'),
    useOffHeap: flags.includes('offHeap'),
    deserialized: flags.includes('deserialized'),
    replication,
  }
}

/** All levels by Spark's names. */
export const StorageLevel = {
  NONE: level(''),
  DISK_ONLY: level('disk'),
  DISK_ONLY_2: level('disk', 2),
  DISK_ONLY_3: level('disk', 3),
  MEMORY_ONLY: level('memory deserialized'),
  MEMORY_ONLY_2: level('memory deserialized', 2),
  MEMORY_ONLY_SER: level('memory'),
  MEMORY_ONLY_SER_2: level('memory', 2),
  MEMORY_AND_DISK: level('disk memory deserialized'),
  MEMORY_AND_DISK_2: level('disk memory deserialized', 2),
  MEMORY_AND_DISK_SER: level('disk memory'),
  MEMORY_AND_DISK_SER_2: level('disk memory', 2),
  OFF_HEAP: level('disk memory offHeap'),
} as const satisfies Readonly<Record<string, StorageLevel>>

/** A name of a {@link StorageLevel}. */
export type StorageLevelName = keyof typeof StorageLevel

/** The level with this name; throws {@link UnknownStorageLevelError} for any other. */
export function storageLevelFrom(name: string): StorageLevel {
  if (Object.hasOwn(StorageLevel, name)) return StorageLevel[name as StorageLevelName]
  throw new UnknownStorageLevelError(name, Object.keys(StorageLevel))
}

/** True when two levels mean the same. */
export const sameStorageLevel = (a: StorageLevel, b: StorageLevel): boolean =>
  a.useDisk === b.useDisk &&
  a.useMemory === b.useMemory &&
  a.useOffHeap === b.useOffHeap &&
  a.deserialized === b.deserialized &&
  a.replication === b.replication

/** A level that keeps something somewhere. */
export const isStored = (level: StorageLevel): boolean =>
  (level.useMemory || level.useDisk) && level.replication > 0

/** What pages and logs show: `Disk Memory Deserialized 1x Replicated`. */
export function describeStorageLevel(level: StorageLevel): string {
  const disk = level.useDisk ? 'Disk ' : ''
  const memory = level.useMemory ? (level.useOffHeap ? 'Memory (off heap) ' : 'Memory ') : ''
  const form = level.deserialized ? 'Deserialized ' : 'Serialized '
  return `${disk}${memory}${form}${level.replication}x Replicated`
}
