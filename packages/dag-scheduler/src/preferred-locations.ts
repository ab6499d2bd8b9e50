import { isPersisted } from '@firesteel/storage-level'
import {
  dependenciesOf,
  type Lineage,
  numPartitionsOf,
  ownLocations,
  type PartitionRef,
  parentPartitions,
} from '@firesteel/rdd-core'
import type { MapOutputTracker } from '@firesteel/shuffle'
import type { TaskLocation } from '@firesteel/task-scheduler'
import type { CachedBlock, CachedBlocks } from './cached-blocks.js'
import type { Stage } from './stage.js'

/**
 * Where partitions are cached, as far as it was asked since the last {@link forget}.
 * Within one event the answer does not change.
 */
export class CacheLocations {
  readonly #blocks: CachedBlocks
  readonly #known = new Map<number, readonly (readonly CachedBlock[])[]>()

  constructor(blocks: CachedBlocks) {
    this.#blocks = blocks
  }

  of(node: Lineage): readonly (readonly CachedBlock[])[] {
    if (!isPersisted(node.storageLevel)) return []
    let found = this.#known.get(node.id)
    if (found === undefined) {
      found = Array.from({ length: numPartitionsOf(node) }, (_, partition) =>
        this.#blocks.locations(node.id, partition),
      )
      this.#known.set(node.id, found)
    }
    return found
  }

  /** Whether no partition of `node` needs to be computed. */
  hasAll(node: Lineage): boolean {
    return isPersisted(node.storageLevel) && this.of(node).every((copies) => copies.length > 0)
  }

  forget(): void {
    this.#known.clear()
  }
}

/**
 * Where a task of `stage` finds its data near: a cached block, or a large part of its shuffle input,
 * whichever is met first on the way back through narrow dependencies.
 */
export function preferredLocations(
  stage: Stage,
  partition: number,
  { cached, outputs }: { readonly cached: CacheLocations; readonly outputs: MapOutputTracker },
): readonly TaskLocation[] {
  const { nodes, reads } = stage.plan
  const nowhere = (node: Lineage) =>
    !isPersisted(node.storageLevel) && ownLocations(node, 0).length === 0
  if (reads.length === 0 && nodes.every(nowhere)) return []
  const seen = new Set<string>()
  const stack: PartitionRef[] = [{ node: stage.rdd, partition }]
  for (let ref = stack.pop(); ref !== undefined; ref = stack.pop()) {
    const key = `${ref.node.id}/${ref.partition}`
    if (seen.has(key)) continue
    seen.add(key)
    const copies = cached.of(ref.node)[ref.partition] ?? []
    if (copies.length > 0) {
      return copies.map(({ host, executorId, slot }) => ({ host, executorId, slot }))
    }
    const own = ownLocations(ref.node, ref.partition)
    if (own.length > 0) return own.map((host) => ({ host }))
    const dependencies = dependenciesOf(ref.node)
    for (const dependency of dependencies) {
      if (dependency.kind !== 'shuffle') continue
      const holders = outputs.preferredLocations(dependency.shuffleId, ref.partition)
      // Whoever is on the host reads the files from its disk.
      const hosts = new Set(holders.map(({ host }) => host))
      if (hosts.size > 0) return [...hosts].map((host) => ({ host }))
    }
    // Pushed in reverse, so that the first parent is looked at first.
    for (let which = dependencies.length - 1; which >= 0; which--) {
      const dependency = dependencies[which]
      if (dependency?.kind !== 'narrow') continue
      const parents = [...parentPartitions(ref.node, which, ref.partition)].reverse()
      for (const parent of parents) stack.push({ node: dependency.parent, partition: parent })
    }
  }
  return []
}
