import type { MapOutputTracker } from '@firesteel/shuffle'
import type { Stage } from './stage.js'

/** The partitions of `stage` that have still to be computed, ascending as the job asked. */
export function missingPartitions(stage: Stage, outputs: MapOutputTracker): readonly number[] {
  if (stage.shuffle !== undefined) return outputs.missingPartitions(stage.shuffle.shuffleId)
  const job = stage.resultOf
  if (job === undefined) return []
  return job.description.partitions.filter((_, output) => job.finished[output] === 0)
}
