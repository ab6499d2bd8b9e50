import type { BlockLocation, MapStatus } from '@firesteel/task-messages'

/** What the scheduler needs of the shuffle package's MapOutputTracker; see there for the promises. */
export interface MapOutputs {
  registerShuffle(shuffleId: number, numMaps: number, numReduces: number): void
  containsShuffle(shuffleId: number): boolean
  registerMapOutput(status: MapStatus): void
  /** Only if it is still the one at that place. */
  unregisterMapOutput(shuffleId: number, mapIndex: number, location: BlockLocation): void
  /** Map indexes without an output, ascending. */
  missingPartitions(shuffleId: number): readonly number[]
  removeOutputsOnExecutor(executorId: string): void
  removeOutputsOnHost(host: string): void
  /** Who holds at least a fifth of what `reduceId` will read. */
  preferredLocations(shuffleId: number, reduceId: number): readonly BlockLocation[]
}
