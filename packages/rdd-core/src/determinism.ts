import type { Dependency, Lineage, OpKind } from './lineage.js'
import { dependenciesOf } from './lineage.js'

/**
 * What computing a dataset a second time gives: the same records in the same order, the same in
 * another order, or others.
 * @see org.apache.spark.rdd.DeterministicLevel
 */
export type Determinism = 'DETERMINATE' | 'UNORDERED' | 'INDETERMINATE'

const RANK: Readonly<Record<Determinism, number>> = {
  DETERMINATE: 0,
  UNORDERED: 1,
  INDETERMINATE: 2,
}

/** Operators whose answer depends on the order in which records come. */
const ORDER_SENSITIVE: ReadonlySet<OpKind> = new Set<OpKind>([
  'deal',
  'zipWithIndex',
  'zipWithUniqueId',
  'zip',
  'sample',
  'sampleSlice',
  'sampleByKey',
  'sampleByKeyExact',
])

/**
 * How far recomputing a partition of `rdd` gives what it gave before; what retries of a stage rest on.
 * The lineage is prepared; no recursion, each dataset is looked at once.
 * @see org.apache.spark.rdd.RDD.getOutputDeterministicLevel
 */
export function outputDeterminism(rdd: Lineage): Determinism {
  const levels = new Map<Lineage, Determinism>()
  const stack: { readonly node: Lineage; entered: boolean }[] = [{ node: rdd, entered: false }]
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    if (levels.has(top.node) || top.entered) {
      stack.pop()
      if (!levels.has(top.node)) levels.set(top.node, levelOf(top.node, levels))
      continue
    }
    top.entered = true
    for (const { parent } of dependenciesOf(top.node)) {
      if (!levels.has(parent)) stack.push({ node: parent, entered: false })
    }
  }
  return levels.get(rdd) as Determinism
}

function levelOf(node: Lineage, levels: ReadonlyMap<Lineage, Determinism>): Determinism {
  const worst = dependenciesOf(node)
    .map((dependency) => levelBehind(dependency, levels))
    .reduce<Determinism>((a, b) => (RANK[a] >= RANK[b] ? a : b), 'DETERMINATE')
  return worst === 'UNORDERED' && ORDER_SENSITIVE.has(node.op.kind) ? 'INDETERMINATE' : worst
}

/** Map outputs are read as they come: a shuffle keeps the records, never their order. */
function levelBehind(
  { kind, parent }: Dependency,
  levels: ReadonlyMap<Lineage, Determinism>,
): Determinism {
  const level = levels.get(parent) as Determinism
  if (kind === 'narrow') return level
  return level === 'INDETERMINATE' ? 'INDETERMINATE' : 'UNORDERED'
}
