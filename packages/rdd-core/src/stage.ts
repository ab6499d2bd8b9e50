import { isPersisted } from '@firesteel/storage-level'
import type { Action } from './action.js'
import type { Aggregator } from './aggregator.js'
import type { Lineage, ShuffleDependency } from './lineage.js'
import { dependenciesOf, resolvedOf } from './lineage.js'
import type { Partitioner } from './partitioner.js'

/** A stage: a dataset computed up to the shuffles behind it, and what becomes of its records. */
export interface Stage {
  readonly rdd: Lineage
  readonly output: StageOutput
}

/** Where a stage's records go. */
export type StageOutput =
  | { readonly kind: 'result'; readonly action: Action }
  | {
      readonly kind: 'shuffle'
      readonly shuffleId: number
      readonly partitioner: Partitioner
      readonly aggregator: Aggregator | undefined
      readonly mapSideCombine: boolean
    }

/** The output of the stage that feeds `shuffle`. */
export const shuffleOutput = (shuffle: ShuffleDependency): StageOutput => ({
  kind: 'shuffle',
  shuffleId: shuffle.shuffleId,
  partitioner: shuffle.partitioner,
  aggregator: shuffle.aggregator,
  mapSideCombine: shuffle.mapSideCombine,
})

/** What a stage reaches without crossing a shuffle. */
export interface StageInputs {
  /** Every dataset of the stage, parents before children. */
  readonly nodes: readonly Lineage[]
  /** The shuffles it reads, each once. */
  readonly shuffles: readonly ShuffleDependency[]
  /** Its datasets that are persisted. */
  readonly persisted: readonly Lineage[]
}

/** Walks the stage that ends in `rdd`, without recursion. The lineage is prepared. */
export function stageInputs(rdd: Lineage): StageInputs {
  const nodes: Lineage[] = []
  const shuffles = new Map<number, ShuffleDependency>()
  const seen = new Set<Lineage>()
  const stack: { readonly node: Lineage; done: boolean }[] = [{ node: rdd, done: false }]
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    if (top.done || seen.has(top.node)) {
      stack.pop()
      if (top.done) nodes.push(top.node)
      continue
    }
    top.done = true
    seen.add(top.node)
    for (const dependency of dependenciesOf(top.node)) {
      if (dependency.kind === 'shuffle') shuffles.set(dependency.shuffleId, dependency)
      else if (!seen.has(dependency.parent)) stack.push({ node: dependency.parent, done: false })
    }
  }
  return {
    nodes,
    shuffles: [...shuffles.values()],
    persisted: nodes.filter((node) => isPersisted(node.storageLevel)),
  }
}

/** One partition of one dataset. */
export interface PartitionRef {
  readonly node: Lineage
  readonly partition: number
}

/** Everything that one task touches. */
export interface TaskInputs {
  /** Partitions of sources and operators that need something of their own; `isRows`: the value is an array of records. */
  readonly partitions: readonly {
    readonly nodeId: number
    readonly partition: number
    readonly value: unknown
    readonly isRows: boolean
  }[]
  /** Reducers' shares it reads; `spare` ones only if no persisted partition before them is found. */
  readonly shuffles: readonly {
    readonly shuffleId: number
    readonly reduceId: number
    readonly spare: boolean
  }[]
  /** Persisted partitions it may find instead of computing them, nearest to the result first. */
  readonly persisted: readonly PartitionRef[]
}

/** What computing partition `partition` of `rdd` touches within its stage, walked without recursion. */
export function taskInputs(rdd: Lineage, partition: number): TaskInputs {
  const partitions: TaskInputs['partitions'][number][] = []
  const shuffles: TaskInputs['shuffles'][number][] = []
  const persisted: PartitionRef[] = []
  const seen = new Set<string>()
  const sure: PartitionRef[] = [{ node: rdd, partition }]
  /** What lies behind a persisted partition: looked at last, so that nothing sure is taken for spare. */
  const spare: PartitionRef[] = []
  const visit = ({ node, partition: index }: PartitionRef, isSpare: boolean): void => {
    const key = `${node.id}/${index}`
    if (seen.has(key)) return
    seen.add(key)
    const isKept = isPersisted(node.storageLevel)
    if (isKept) persisted.push({ node, partition: index })
    const { partitions: own, dependencies } = resolvedOf(node)
    if (own !== undefined) {
      const value = partitionValue(node, index)
      const isRows = node.op.kind === 'parallelize'
      partitions.push({ nodeId: node.id, partition: index, value, isRows })
    }
    dependencies.forEach((dependency, which) => {
      if (dependency.kind === 'shuffle') {
        const { shuffleId } = dependency
        shuffles.push({ shuffleId, reduceId: index, spare: isSpare || isKept })
        return
      }
      for (const parentIndex of parentPartitions(node, which, index)) {
        const parent = { node: dependency.parent, partition: parentIndex }
        ;(isKept ? spare : sure).push(parent)
      }
    })
  }
  for (let next = 0; next < sure.length; next++) visit(sure[next] as PartitionRef, false)
  // Whatever is found from here on is spare, too: it goes to either list, and both are walked.
  let fromSure = sure.length
  for (let next = 0; next < spare.length || fromSure < sure.length; ) {
    if (next < spare.length) visit(spare[next++] as PartitionRef, true)
    else visit(sure[fromSure++] as PartitionRef, true)
  }
  return { partitions, shuffles, persisted }
}

/** The partitions of the `which`-th parent that partition `index` of `node` is computed from. */
export function parentPartitions(node: Lineage, which: number, index: number): readonly number[] {
  const { dependencies, firstPartitions, numPartitions } = resolvedOf(node)
  switch (node.op.kind) {
    case 'union': {
      if (firstPartitions === undefined) return [index]
      const first = firstPartitions[which] as number
      const next = firstPartitions[which + 1] ?? numPartitions
      return index >= first && index < next ? [index - first] : []
    }
    case 'coalesce': {
      const parents = resolvedOf((dependencies[0] as { parent: Lineage }).parent).numPartitions
      const from = Math.floor((index * parents) / numPartitions)
      const until = Math.floor(((index + 1) * parents) / numPartitions)
      return Array.from({ length: until - from }, (_, offset) => from + offset)
    }
    case 'cartesian': {
      const rights = resolvedOf((dependencies[1] as { parent: Lineage }).parent).numPartitions
      return [which === 0 ? Math.floor(index / rights) : index % rights]
    }
    case 'prune':
      return [index + (resolvedOf(node).prunedFrom ?? 0)]
    default:
      return [index]
  }
}

/** What computing partition `index` of `node` needs of its own: rows of a slice, a file split. */
export function partitionValue(node: Lineage, index: number): unknown {
  const own = resolvedOf(node).partitions?.[index]
  if (node.op.kind !== 'parallelize') return own
  const [from, until] = own as readonly [number, number]
  return node.op.data.slice(from, until)
}
