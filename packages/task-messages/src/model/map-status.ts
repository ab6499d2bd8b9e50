import type { BlockLocation } from './block-location.js'

/**
 * What one map task wrote, and who serves it. Sizes are exact; 0 means that there is nothing to fetch.
 * @see org.apache.spark.scheduler.MapStatus
 */
export interface MapStatus {
  readonly shuffleId: number
  /** The id of the task attempt: names its files. */
  readonly mapId: number
  /** The map task's partition. */
  readonly mapIndex: number
  readonly location: BlockLocation
  /** Bytes per reducer. */
  readonly sizes: Float64Array
}
