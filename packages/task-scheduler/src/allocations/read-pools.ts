import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from '@firesteel/logging'
import type { PoolDefinition, SchedulingMode } from '../pool.js'
import { DEFAULT_POOL } from '../pool-tree.js'
import { AllocationFileError } from '../errors.js'

/** Where pools may be defined. */
export interface PoolSources {
  readonly mode: SchedulingMode
  /** `spark.scheduler.allocation.file`. */
  readonly file: string | undefined
  /** Directories in which `fairscheduler.xml` (or `.yaml`, `.yml`, `.json`) is looked for when no file is set. */
  readonly dirs: readonly string[]
  readonly logger: Logger
}

const NAMES = ['xml', 'yaml', 'yml', 'json'].map((ending) => `fairscheduler.${ending}`)

/**
 * The pools of a driver; none under FIFO. Without any file the default pool is fair inside, as in Spark.
 * Throws {@link AllocationFileError} when the file that is set cannot be read.
 */
export async function readPools(sources: PoolSources): Promise<readonly PoolDefinition[]> {
  const { mode, dirs, logger } = sources
  if (mode === 'FIFO') return []
  const found = dirs
    .flatMap((dir) => NAMES.map((name) => join(dir, name)))
    .find((f) => existsSync(f))
  const file = sources.file ?? found
  if (file === undefined) {
    logger.warn(
      'spark.scheduler.mode is FAIR and there is no allocation file: all jobs share one fair pool unless they name others; set spark.scheduler.allocation.file to define pools',
    )
    return [{ name: DEFAULT_POOL, mode: 'FAIR', weight: 1, minShare: 0 }]
  }
  // The parsers are loaded only by those who have something to parse.
  const { parseAllocations } = await import('./parse-allocations.js')
  const { pools, warnings } = parseAllocations(file, textOf(file))
  for (const warning of warnings) logger.warn(warning)
  logger.info({ file, pools: pools.map(({ name }) => name) }, 'read the pools')
  return pools
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new AllocationFileError(file, error)
  }
}
