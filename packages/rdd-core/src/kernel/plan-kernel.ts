import type { TextPlan } from '@firesteel/kernel'
import { planText } from '@firesteel/kernel'
import { isPersisted } from '@firesteel/storage-level'
import type { Aggregator } from '../aggregator.js'
import type { Closure } from '../closure-handle.js'
import type { Lineage } from '../lineage.js'
import { resolvedOf } from '../lineage.js'
import type { Stage, StageOutput } from '../stage.js'

/** How the kernel runs a stage. */
export interface KernelPlan {
  readonly text: TextPlan
  /** The `textFile` it reads. */
  readonly source: number
}

/**
 * The plan for a stage whose operators and closures are of forms that the kernel knows; undefined
 * for all others: they run as a generated loop. The lineage is prepared.
 */
export function planKernel({ rdd, output }: Stage): KernelPlan | undefined {
  const fold = foldOf(output)
  if (fold === undefined) return undefined
  const chain = chainOf(rdd)
  if (chain === undefined) return undefined
  const [source, split, ...rest] = chain
  if (split?.op.kind !== 'flatMap' || source === undefined) return undefined
  const last = fold === 'words' ? undefined : rest.pop()
  const filters: Closure[] = []
  for (const { op } of rest) {
    if (op.kind !== 'filter') return undefined
    filters.push(op.closure)
  }
  let pair: Closure | undefined
  if (last?.op.kind === 'map') pair = last.op.closure
  else if (last !== undefined && last.op.kind !== 'pairWithNothing') return undefined
  const steps = {
    split: split.op.closure,
    filters,
    pair,
    fold: fold === 'words' ? undefined : fold,
  }
  if (fold !== 'words' && last === undefined) return undefined
  const text = planText(steps)
  return text === undefined ? undefined : { text, source: source.id }
}

/** The datasets from a text file to `rdd`, when they are one chain and none of them is kept. */
function chainOf(rdd: Lineage): Lineage[] | undefined {
  const chain: Lineage[] = []
  for (let node = rdd; ; ) {
    if (isPersisted(node.storageLevel)) return undefined
    chain.unshift(node)
    if (node.op.kind === 'textFile') return chain
    const [parent, ...others] = resolvedOf(node).dependencies
    if (parent?.kind !== 'narrow' || others.length > 0 || chain.length > 8) return undefined
    node = parent.parent
  }
}

/** What is done with the words: counted as records, or folded by key; undefined for anything else. */
function foldOf(output: StageOutput): 'words' | Closure | 'count' | 'first' | undefined {
  if (output.kind === 'result') return output.action.kind === 'count' ? 'words' : undefined
  return output.mapSideCombine ? foldOfAggregator(output.aggregator) : undefined
}

function foldOfAggregator(
  aggregator: Aggregator | undefined,
): Closure | 'count' | 'first' | undefined {
  switch (aggregator?.kind) {
    case 'reduce':
      return aggregator.merge
    case 'count':
    case 'first':
      return aggregator.kind
    default:
      return undefined
  }
}
