import { type SparkConf, byteCount, decimal, key, optionalKey } from '@firesteel/conf'
import { MemoryTooSmallError } from './errors.js'
import { LEAST_SLOT_BYTES, type MemoryPlan, planMemory } from './plan-memory.js'

/** The settings of memory. */
export const MEMORY_KEYS = {
  executorMemory: key(
    'spark.executor.memory',
    byteCount('m'),
    '1g',
    'What the task slots of an executor share: their heaps, and the buffers and shared blocks beside them.',
  ),
  driverMemory: optionalKey(
    'spark.driver.memory',
    byteCount('m'),
    "The heap of the driver, and in local mode what the task slots share: half of the machine's memory there unless set, at most 1g for each slot.",
  ),
  fraction: key(
    'spark.memory.fraction',
    decimal,
    '0.6',
    "Share of an executor's memory that tasks' tables, sorts and buffers and cached blocks may take together; the rest is for your own objects.",
  ),
  storageFraction: key(
    'spark.memory.storageFraction',
    decimal,
    '0.5',
    'Share of that pool from which tasks never drive out cached blocks.',
  ),
} as const

const GIB = 1024 ** 3

/**
 * How an executor with `slots` task slots divides `spark.executor.memory`; throws
 * {@link MemoryTooSmallError} when that is less than 64 MiB for each.
 */
export function executorMemoryPlan(conf: SparkConf, slots: number): MemoryPlan {
  const memoryBytes = conf.get(MEMORY_KEYS.executorMemory)
  if (memoryBytes < slots * LEAST_SLOT_BYTES) {
    throw new MemoryTooSmallError(memoryBytes, slots, LEAST_SLOT_BYTES)
  }
  return plan(conf, memoryBytes, slots)
}

/**
 * How local mode divides memory between its slots: `spark.executor.memory` where it was set, since tasks
 * run here as they would there, else `spark.driver.memory`, else a part of the machine's. Each slot has
 * 64 MiB at least, whatever the setting.
 */
export function localMemoryPlan(conf: SparkConf, slots: number, machineBytes: number): MemoryPlan {
  const { driverMemory, executorMemory } = MEMORY_KEYS
  const memoryBytes = conf.contains(executorMemory.name)
    ? conf.get(executorMemory)
    : (conf.get(driverMemory) ?? Math.min(machineBytes / 2, slots * GIB))
  return plan(conf, memoryBytes, slots)
}

const plan = (conf: SparkConf, memoryBytes: number, slots: number): MemoryPlan =>
  planMemory({
    memoryBytes,
    slots,
    fraction: conf.get(MEMORY_KEYS.fraction),
    storageFraction: conf.get(MEMORY_KEYS.storageFraction),
  })
