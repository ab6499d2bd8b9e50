import { dependenciesOf, type Lineage } from '@firesteel/rdd-core'
import type { MapOutputTracker } from '@firesteel/shuffle'
import type { CacheLocations } from './preferred-locations.js'
import type { Stage } from './stage.js'

/** Whether all outputs of a map stage are there. */
export const isAvailable = (stage: Stage, outputs: MapOutputTracker): boolean =>
  stage.shuffle !== undefined &&
  outputs.numAvailableOutputs(stage.shuffle.shuffleId) === stage.numTasks

/**
 * The parents that have to run before `stage` can, by id. A dataset that is cached as a whole needs
 * nothing of what is behind it.
 */
export function missingParents(
  stage: Stage,
  {
    cached,
    outputs,
    mapStages,
  }: {
    readonly cached: CacheLocations
    readonly outputs: MapOutputTracker
    readonly mapStages: ReadonlyMap<number, Stage>
  },
): Stage[] {
  const missing = new Set<Stage>()
  const seen = new Set<Lineage>()
  const stack: Lineage[] = [stage.rdd]
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (seen.has(node)) continue
    seen.add(node)
    if (cached.hasAll(node)) continue
    for (const dependency of dependenciesOf(node)) {
      if (dependency.kind === 'narrow') {
        stack.push(dependency.parent)
        continue
      }
      const parent = mapStages.get(dependency.shuffleId)
      if (parent === undefined) continue
      if (!isAvailable(parent, outputs)) missing.add(parent)
      // The first time that a stage is skipped counts as an attempt, as in Spark's pages.
      else if (parent.nextAttemptId === 0) parent.nextAttemptId = 1
    }
  }
  return [...missing].sort((a, b) => a.id - b.id)
}
