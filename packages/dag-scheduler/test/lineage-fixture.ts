import {
  type Dependency,
  dependenciesOf,
  hashPartitioner,
  type Lineage,
  type Op,
  numPartitionsOf,
} from '@firesteel/rdd-core'
import { StorageLevel } from '@firesteel/storage-level'

const PRIME = 1_000_003
const nothing: Op = { kind: 'keys' }

/** Makes small datasets whose partitions are one number each. */
export class Datasets {
  #nextRdd = 0
  #nextShuffle = 0

  /** Partition p is a number of its own. */
  source(numPartitions: number): Lineage {
    return this.#node('source', numPartitions, [])
  }

  /** Each partition from the same one of each parent. */
  narrow(...parents: Lineage[]): Lineage {
    const dependencies = parents.map((parent) => ({ kind: 'narrow', parent }) as const)
    return this.#node('narrow', numPartitionsOf(parents[0] as Lineage), dependencies)
  }

  /** As narrow, and what comes out depends on the order of what comes in. */
  dealt(parent: Lineage): Lineage {
    const numPartitions = numPartitionsOf(parent)
    const dependencies = [{ kind: 'narrow', parent } as const]
    return this.#node('dealt', numPartitions, dependencies, { kind: 'deal', numPartitions })
  }

  /** Each partition from all partitions of all parents. */
  shuffled(numPartitions: number, ...parents: Lineage[]): Lineage {
    const dependencies = parents.map(
      (parent) =>
        ({
          kind: 'shuffle',
          shuffleId: this.#nextShuffle++,
          parent,
          partitioner: hashPartitioner(numPartitions),
          aggregator: undefined,
          mapSideCombine: false,
        }) as const,
    )
    return this.#node('shuffled', numPartitions, dependencies)
  }

  cached(node: Lineage): Lineage {
    node.storageLevel = StorageLevel.MEMORY_ONLY
    return node
  }

  #node(
    scope: string,
    numPartitions: number,
    dependencies: Dependency[],
    op: Op = nothing,
  ): Lineage {
    const id = this.#nextRdd++
    return {
      id,
      op,
      parents: dependencies.map(({ parent }) => parent),
      scope,
      callSite: { short: `${scope} at app.ts:${id}`, long: `    at app.ts:${id}:1` },
      name: undefined,
      storageLevel: StorageLevel.NONE,
      resolved: { numPartitions, partitioner: undefined, dependencies },
    }
  }
}

/** What a partition is, given what a reducer reads of each shuffle. */
export function valueOf(
  node: Lineage,
  partition: number,
  how: {
    read(shuffleId: number, reduceId: number): number
    cached?(node: Lineage, partition: number): number | undefined
    computed?(node: Lineage, partition: number, value: number): void
  },
): number {
  const known = how.cached?.(node, partition)
  if (known !== undefined) return known
  let value = node.scope === 'source' ? node.id * 7 + partition + 1 : 1
  for (const dependency of dependenciesOf(node)) {
    const part =
      dependency.kind === 'shuffle'
        ? how.read(dependency.shuffleId, partition)
        : valueOf(dependency.parent, partition, how)
    value = (value * 3 + part) % PRIME
  }
  how.computed?.(node, partition, value)
  return value
}

/** The share of a map output that one reducer reads. */
export const shareOf = (mapValue: number, mapIndex: number, reduceId: number): number =>
  (mapValue * (reduceId + 1) + mapIndex) % PRIME

/** What every partition of `node` is, computed without a cluster. */
export function expectedValues(node: Lineage): number[] {
  const values = new Map<Lineage, number[]>()
  const sums = new Map<number, number[]>()
  const stack = [node]
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const missing = dependenciesOf(top).filter(({ parent }) => !values.has(parent))
    if (missing.length > 0) {
      stack.push(...missing.map(({ parent }) => parent))
      continue
    }
    stack.pop()
    if (values.has(top)) continue
    for (const dependency of dependenciesOf(top)) {
      if (dependency.kind !== 'shuffle') continue
      const { shuffleId, parent, partitioner } = dependency
      const outputs = values.get(parent) as number[]
      const reduced = Array.from({ length: partitioner.numPartitions }, (_, reduceId) =>
        outputs.reduce((sum, each, map) => (sum + shareOf(each, map, reduceId)) % PRIME, 0),
      )
      sums.set(shuffleId, reduced)
    }
    const all = Array.from({ length: numPartitionsOf(top) }, (_, partition) =>
      valueOf(top, partition, {
        read: (shuffleId, reduceId) => sums.get(shuffleId)?.[reduceId] as number,
        cached: (other, index) => (other === top ? undefined : values.get(other)?.[index]),
      }),
    )
    values.set(top, all)
  }
  return values.get(node) as number[]
}

/** Adds what reducers read. */
export const add = (a: number, b: number): number => (a + b) % PRIME
