import { InvalidStorageLevelError, UnknownStorageLevelError } from './errors.js'

/**
 * Where and how the partitions of a persisted dataset are kept. Plain data, the same wherever it travels.
 * @see org.apache.spark.storage.StorageLevel
 */
export interface StorageLevel {
  readonly useDisk: boolean
  readonly useMemory: boolean
  /** In memory outside of any heap, which goes with bytes only. */
  readonly useOffHeap: boolean
  /** As live values in the heap of one task slot; otherwise as bytes that every slot reads. */
  readonly deserialized: boolean
  /** Copies in different executors, 1 to 39. */
  readonly replication: number
}

/** More copies than this are refused, as in Spark. */
const MAX_REPLICATION = 39

function level(flags: string, replication = 1): StorageLevel {
  return Object.freeze({
    useDisk: flags.includes('disk'),
    useMemory: flags.includes('memory'),
    useOffHeap: flags.includes('offHeap'),
    deserialized: flags.includes('deserialized'),
    replication,
  })
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

/** Throws {@link InvalidStorageLevelError} unless `value` is a level that can be kept. */
export function checkStorageLevel(value: StorageLevel): void {
  const refuse = (why: string): never => {
    throw new InvalidStorageLevelError(value, why)
  }
  if (typeof value !== 'object' || value === null) refuse('it is no object')
  for (const flag of ['useDisk', 'useMemory', 'useOffHeap', 'deserialized'] as const) {
    if (typeof value[flag] !== 'boolean') refuse(`${flag} is neither true nor false`)
  }
  const { replication, useOffHeap, useMemory, deserialized } = value
  if (!Number.isInteger(replication) || replication < 1 || replication > MAX_REPLICATION) {
    refuse(`replication must be a whole number from 1 to ${MAX_REPLICATION}`)
  }
  if (useOffHeap && deserialized) refuse('values live in a heap, so off heap there are bytes only')
  if (useOffHeap && !useMemory) refuse('off heap is memory')
}

/** True when two levels mean the same. */
export const sameStorageLevel = (a: StorageLevel, b: StorageLevel): boolean =>
  a.useDisk === b.useDisk &&
  a.useMemory === b.useMemory &&
  a.useOffHeap === b.useOffHeap &&
  a.deserialized === b.deserialized &&
  a.replication === b.replication

/** True for a level that keeps something somewhere. */
export const isPersisted = (level: StorageLevel): boolean =>
  (level.useMemory || level.useDisk) && level.replication > 0

/** What pages and logs show: `Disk Memory Deserialized 1x Replicated`. */
export function describeStorageLevel(level: StorageLevel): string {
  const disk = level.useDisk ? 'Disk ' : ''
  const memory = level.useMemory ? (level.useOffHeap ? 'Memory (off heap) ' : 'Memory ') : ''
  const form = level.deserialized ? 'Deserialized ' : 'Serialized '
  return `${disk}${memory}${form}${level.replication}x Replicated`
}
