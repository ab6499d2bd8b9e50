import { type Lineage, dependenciesOf, numPartitionsOf } from './lineage.js'

const PATTERN = `Barrier execution mode does not allow the following pattern of RDD chain within a barrier stage:
1. Ancestor RDDs that have different number of partitions from the resulting RDD (e.g. union()/coalesce()/first()/take()). A workaround for first()/take() is to collect() and take what is wanted of the answer.
2. An RDD that depends on multiple barrier RDDs (e.g. barrierRdd1.zip(barrierRdd2)).`

/** Whether a dataset is where the tasks of its stage meet. */
const isBarrier = ({ op }: Lineage): boolean => op.kind === 'mapPartitions' && op.barrier === true

/** Whether all tasks of a stage with these datasets have to run at the same time. */
export const isBarrierStage = (nodes: readonly Lineage[]): boolean => nodes.some(isBarrier)

/**
 * Why a stage with these datasets (parents before children) and so many tasks cannot be a barrier stage;
 * undefined when it can, or is none.
 */
export function barrierProblem(nodes: readonly Lineage[], numTasks: number): string | undefined {
  if (!isBarrierStage(nodes)) return undefined
  const behindBarrier = new Set<Lineage>()
  for (const node of nodes) {
    const parents = dependenciesOf(node).filter(
      ({ kind, parent }) => kind === 'narrow' && behindBarrier.has(parent),
    )
    if (numPartitionsOf(node) !== numTasks || parents.length > 1) return PATTERN
    if (isBarrier(node) || parents.length === 1) behindBarrier.add(node)
  }
  return undefined
}
