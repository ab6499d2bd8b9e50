import { type Lineage, type ShuffleDependency, stageInputs } from '@firesteel/rdd-core'

/** One stage of a job, before anything is known of what already exists. */
export interface PlannedStage {
  readonly rdd: Lineage
  /** The shuffle that it writes; undefined for the job's last stage. */
  readonly shuffle: ShuffleDependency | undefined
  /** The shuffles that it reads, each once. */
  readonly reads: readonly ShuffleDependency[]
  /** Its datasets, parents before children. */
  readonly nodes: readonly Lineage[]
}

/**
 * The stages behind `rdd`, cut at shuffles, parents before children, each shuffle once; the last one
 * computes `rdd`. Walks without recursion, so that neither depth nor diamonds matter.
 */
export function planStages(rdd: Lineage): PlannedStage[] {
  const planned: PlannedStage[] = []
  const seen = new Set<number>()
  const stack: { readonly stage: PlannedStage; next: number }[] = [
    { stage: stageOf(rdd, undefined), next: 0 },
  ]
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const parent = top.stage.reads[top.next++]
    if (parent === undefined) {
      stack.pop()
      planned.push(top.stage)
    } else if (!seen.has(parent.shuffleId)) {
      seen.add(parent.shuffleId)
      stack.push({ stage: stageOf(parent.parent, parent), next: 0 })
    }
  }
  return planned
}

function stageOf(rdd: Lineage, shuffle: ShuffleDependency | undefined): PlannedStage {
  const { nodes, shuffles } = stageInputs(rdd)
  return { rdd, shuffle, reads: shuffles, nodes }
}
