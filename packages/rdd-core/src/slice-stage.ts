import type { TextSplit } from './text/text-lines.js'
import { isPersisted } from '@firesteel/storage-level'
import type { Action } from './action.js'
import type { Aggregator } from './aggregator.js'
import { Captures } from './captures.js'
import { planKernel } from './kernel/plan-kernel.js'
import type { Dependency, Lineage, Op } from './lineage.js'
import { dependenciesOf, resolvedOf } from './lineage.js'
import type { Partitioner } from './partitioner.js'
import type { Stage, StageOutput } from './stage.js'
import { stageInputs } from './stage.js'
import type {
  SliceAction,
  SliceAggregator,
  SliceInput,
  SliceNode,
  SliceOp,
  SliceOutput,
  SlicePartitioner,
  SlicedStage,
} from './stage-slice.js'

/** The stage as plain data beside what it captures. The lineage is prepared. */
export function sliceStage(stage: Stage): SlicedStage {
  const captures = new Captures()
  const nodes: SliceNode[] = []
  const positions = new Map<Lineage, number>()
  const parentsOf = reachable(stage.rdd)
  for (const node of stageInputs(stage.rdd).nodes) {
    const parents = parentsOf.get(node)
    // A union inside a union has become a part of the outer one.
    if (parents === undefined) continue
    positions.set(node, nodes.length)
    nodes.push({
      id: node.id,
      op: sliceOp(node, parents, captures),
      inputs: parents.map((parent) => sliceInput(parent, positions)),
      numPartitions: resolvedOf(node).numPartitions,
      persisted: isPersisted(node.storageLevel) ? node.storageLevel : undefined,
      site: node.callSite.short,
    })
  }
  const kernel = planKernel(stage)
  return {
    slice: {
      nodes,
      output: sliceOutput(stage.output, captures),
      ...(kernel === undefined ? {} : { kernel }),
    },
    captures: captures.values,
    closures: captures.closures,
  }
}

/** The nodes that a stage computes when unions of unions are flattened, and what each reads. */
function reachable(rdd: Lineage): Map<Lineage, readonly Dependency[]> {
  const parentsOf = new Map<Lineage, readonly Dependency[]>()
  const queue = [rdd]
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    if (parentsOf.has(node)) continue
    const parents = flattened(node)
    parentsOf.set(node, parents)
    for (const parent of parents) if (parent.kind === 'narrow') queue.push(parent.parent)
  }
  return parentsOf
}

const concatenates = (node: Lineage): boolean =>
  node.op.kind === 'union' && resolvedOf(node).firstPartitions !== undefined

/** The dependencies of `node`; of a concatenating union those of the unions inside it. */
function flattened(node: Lineage): readonly Dependency[] {
  if (!concatenates(node)) return dependenciesOf(node)
  const flat: Dependency[] = []
  const stack = [...dependenciesOf(node)].reverse()
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (concatenates(next.parent) && !isPersisted(next.parent.storageLevel)) {
      stack.push(...[...dependenciesOf(next.parent)].reverse())
    } else {
      flat.push(next)
    }
  }
  return flat
}

function sliceInput(dependency: Dependency, positions: Map<Lineage, number>): SliceInput {
  if (dependency.kind === 'shuffle') {
    return {
      kind: 'shuffle',
      shuffleId: dependency.shuffleId,
      combined: dependency.mapSideCombine,
    }
  }
  return { kind: 'node', index: positions.get(dependency.parent) as number }
}

function sliceOp(node: Lineage, parents: readonly Dependency[], captures: Captures): SliceOp {
  const op: Op = node.op
  switch (op.kind) {
    case 'map':
    case 'filter':
    case 'flatMap':
    case 'mapValues':
    case 'flatMapValues':
    case 'keyBy':
      return { kind: op.kind, fn: captures.addClosure(op.closure) }
    case 'objectFile':
      return { kind: op.kind, classes: op.classes.map((each) => captures.addClosure(each)) }
    case 'sketchSize':
      return op
    case 'foldPartition': {
      const zero = op.zero === undefined ? {} : { zero: captures.add(op.zero.value) }
      return { kind: op.kind, ...zero, fn: captures.addClosure(op.closure), targets: op.targets }
    }
    case 'mapPartitions':
      return { kind: op.kind, fn: captures.addClosure(op.closure), withIndex: op.withIndex }
    case 'union':
      return concatenates(node) ? { kind: 'union', firsts: firstsOf(parents) } : { kind: 'union' }
    case 'coalesce':
      return {
        kind: 'coalesce',
        parents: resolvedOf((parents[0] as Dependency).parent).numPartitions,
      }
    case 'deal':
      return { kind: 'deal', numPartitions: op.numPartitions }
    case 'zipPartitions':
      return { kind: op.kind, fn: captures.addClosure(op.closure) }
    case 'textFile':
      return { kind: isDelimited(node) ? 'delimitedText' : 'textFile' }
    case 'mapAsync':
      return {
        kind: op.kind,
        fn: captures.addClosure(op.closure),
        concurrency: op.concurrency,
      }
    case 'pipe': {
      const { context, element, ...command } = op
      return {
        ...command,
        ...(context === undefined ? {} : { context: captures.addClosure(context) }),
        ...(element === undefined ? {} : { element: captures.addClosure(element) }),
      }
    }
    case 'cartesian':
      return { kind: op.kind, right: resolvedOf((parents[1] as Dependency).parent).numPartitions }
    case 'sample':
    case 'sampleSlice':
      return op
    case 'sampleByKey':
      return { ...op, fractions: captures.add(op.fractions) }
    case 'sampleByKeyExact':
      // Its tasks are told how many of each key they take.
      return { ...op, fractions: -1 }
    case 'prune':
      return { kind: op.kind, first: resolvedOf(node).prunedFrom }
    case 'filterByRange':
      return { kind: op.kind, bounds: captures.add(op.bounds) }
    case 'combineByKey':
      return { kind: op.kind, aggregator: sliceAggregator(op.aggregator, captures) }
    case 'sortByKey':
      return { kind: op.kind, ascending: op.ascending }
    case 'joined':
      return { kind: op.kind, outer: op.outer }
    default:
      return { kind: op.kind }
  }
}

/** Whether its records are not lines: what reads lines fast must not take them for such. */
const isDelimited = (node: Lineage): boolean =>
  (resolvedOf(node).partitions as readonly TextSplit[] | undefined)?.[0]?.delimiter !== undefined

function firstsOf(parents: readonly Dependency[]): number[] {
  let first = 0
  return parents.map(({ parent }) => {
    const here = first
    first += resolvedOf(parent).numPartitions
    return here
  })
}

function sliceAggregator(aggregator: Aggregator, captures: Captures): SliceAggregator {
  switch (aggregator.kind) {
    case 'reduce':
      return { kind: 'reduce', merge: captures.addClosure(aggregator.merge) }
    case 'aggregate':
      return {
        kind: 'aggregate',
        zero: captures.add(aggregator.zero),
        add: captures.addClosure(aggregator.add),
        merge: captures.addClosure(aggregator.merge),
      }
    case 'combine':
      return {
        kind: 'combine',
        create: captures.addClosure(aggregator.create),
        add: captures.addClosure(aggregator.add),
        merge: captures.addClosure(aggregator.merge),
      }
    case 'sketch':
      return aggregator
    default:
      return { kind: aggregator.kind }
  }
}

/** A partitioner as a map task needs it. */
export function slicePartitioner(partitioner: Partitioner, captures: Captures): SlicePartitioner {
  const { kind, numPartitions } = partitioner
  if (partitioner.kind === 'custom') {
    return { kind: 'custom', numPartitions, by: captures.add(partitioner.by) }
  }
  if (partitioner.kind !== 'range') return { kind: partitioner.kind, numPartitions }
  return {
    kind: 'range',
    numPartitions,
    ascending: partitioner.ascending,
    bounds: captures.add(partitioner.bounds),
  } satisfies SlicePartitioner & { kind: typeof kind }
}

function sliceOutput(output: StageOutput, captures: Captures): SliceOutput {
  if (output.kind === 'result')
    return { kind: 'result', action: sliceAction(output.action, captures) }
  const { aggregator, mapSideCombine, partitioner, shuffleId } = output
  return {
    kind: 'shuffle',
    shuffleId,
    partitioner: slicePartitioner(partitioner, captures),
    ...(aggregator === undefined || !mapSideCombine
      ? {}
      : { aggregator: sliceAggregator(aggregator, captures) }),
  }
}

function sliceAction(action: Action, captures: Captures): SliceAction {
  switch (action.kind) {
    case 'reduce':
    case 'foreach':
    case 'foreachPartition':
    case 'reduceByKeyLocally':
      return { kind: action.kind, fn: captures.addClosure(action.closure) }
    case 'takeOrdered': {
      const { closure, ...plain } = action
      return closure === undefined ? plain : { ...plain, fn: captures.addClosure(closure) }
    }
    case 'lookup':
      return { kind: 'lookup', key: captures.add(action.key) }
    case 'histogram':
      return { ...action, buckets: captures.add(action.buckets) }
    case 'sampleRows':
      return {
        ...action,
        sizes: captures.add(action.sizes),
        counts: captures.add(action.counts),
      }
    case 'fold':
      return {
        kind: 'fold',
        zero: captures.add(action.zero),
        fn: captures.addClosure(action.closure),
      }
    default:
      return action
  }
}
