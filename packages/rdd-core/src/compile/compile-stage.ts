import { Script } from 'node:vm'
import { kernelProgram } from '../kernel/run-kernel.js'
import type { SliceAggregator, SliceNode, SliceOp, StageSlice } from '../stage-slice.js'
import type { TaskRuntime } from '../task-runtime.js'
import { emitPipe, emitStartFunction } from './emit-function.js'
import { emitMain } from './emit-sink.js'
import { hashJoinsOf } from './hash-joins.js'
import { isInline, pipesOf } from './segments.js'
import { SourceWriter } from './source-writer.js'
import { spooled } from './support/row-spool.js'
import { supportFor } from './support/support.js'
import { targetFunction } from './support/target.js'

/** A stage compiled: computes its partitions, one at a time. */
export interface StageProgram {
  /** The generated text, for people who look for a reason. */
  readonly source: string
  /** The rows that partition `partition` answers; a promise only when the user's function made one. */
  run(runtime: TaskRuntime, partition: number): readonly unknown[] | Promise<readonly unknown[]>
  /** Nodes whose function is async: its answer for a partition has to be awaited before `run`. */
  readonly asyncNodes: ReadonlySet<number>
  /**
   * What the async function of node `nodeId` makes of one of its partitions, in batches that are on
   * disk where they are many. `signal` ends what it started when the task is killed.
   */
  answer(
    nodeId: number,
    runtime: TaskRuntime,
    partition: number,
    signal?: AbortSignal,
  ): Promise<Iterable<readonly unknown[]>>
}

type Call = (runtime: TaskRuntime, partition: number, signal?: AbortSignal) => unknown

/** What compiling needs from outside. */
export interface CompileOptions {
  /** Makes fresh copies of a zero value. */
  copier(value: unknown): () => unknown
  /** False runs as a generated loop what the kernel could run; true unless said. */
  readonly kernel?: boolean | undefined
}

let programs = 0

/**
 * Compiles a stage into one loop per chain of narrow operators. Every call makes a program of its
 * own, so that no other stage's types slow it down; the captures must be made anew for each, too.
 */
export function compileStage(
  slice: StageSlice,
  captures: readonly unknown[],
  options: CompileOptions,
): StageProgram {
  programs += 1
  const source = programSource(slice, captures)
  const script = new Script(source, { filename: `firesteel:program-${programs}.js` })
  const factory = script.runInThisContext() as (
    h: unknown,
    captures: readonly unknown[],
    zero: (index: number) => () => unknown,
    target: unknown,
    calls: Record<number, Call>,
  ) => StageProgram['run']
  const { output } = slice
  const target =
    output.kind === 'shuffle' ? targetFunction(output.partitioner, captures) : undefined
  const zero = (index: number) => options.copier(captures[index])
  const calls: Record<number, Call> = {}
  const piping = new Set(slice.nodes.filter(({ op }) => op.kind === 'pipe').map(({ id }) => id))
  const loop = factory(supportFor(), captures, zero, target, calls)
  const { kernel } = slice
  const run =
    kernel === undefined || options.kernel === false ? loop : kernelProgram(kernel, target)
  return {
    source,
    run,
    asyncNodes: asyncNodesOf(slice, captures),
    answer: async (nodeId, runtime, partition, signal) => {
      const made = await (calls[nodeId] as Call)(runtime, partition, signal)
      // A command's lines are on disk already.
      return piping.has(nodeId) ? (made as Iterable<readonly unknown[]>) : spooled(made, runtime)
    },
  }
}

function asyncNodesOf({ nodes }: StageSlice, captures: readonly unknown[]): ReadonlySet<number> {
  const isAsync = ({ op }: SliceNode) =>
    op.kind === 'mapAsync' ||
    op.kind === 'pipe' ||
    ((op.kind === 'mapPartitions' || op.kind === 'zipPartitions') &&
      /^\[object Async(Generator)?Function\]$/.test(
        Object.prototype.toString.call(captures[op.fn]),
      ))
  return new Set(nodes.filter(isAsync).map(({ id }) => id))
}

/** The text of a stage's program. */
export function programSource(slice: StageSlice, captures: readonly unknown[]): string {
  const writer = new SourceWriter()
  const joins = hashJoinsOf(slice)
  const pipes = new Set(pipesOf(slice, joins))
  const { output } = slice
  if (output.kind === 'result' && output.action.kind === 'foreachPartition') {
    pipes.add(slice.nodes.length - 1)
  }
  const emission = { slice, pipes, joins, writer, asyncNodes: asyncNodesOf(slice, captures) }
  const depth = writer.open('(function (h, captures, zero, target, calls) {', '})')
  writer.line("'use strict'")
  captures.forEach((capture, index) => {
    if (typeof capture === 'function') writer.line(`const f${index} = captures[${index}]`)
  })
  for (const index of zerosOf(slice)) writer.line(`const z${index} = zero(${index})`)
  slice.nodes.forEach((node, position) => {
    if (!isInline(node)) emitStartFunction(emission, position)
    if (pipes.has(position)) emitPipe(emission, position)
  })
  emitMain(emission, output)
  writer.line('return main')
  writer.close(depth)
  return writer.text
}

function zerosOf({ nodes, output }: StageSlice): ReadonlySet<number> {
  const zeros = new Set<number>()
  const note = (aggregator: SliceAggregator | undefined) => {
    if (aggregator?.kind === 'aggregate') zeros.add(aggregator.zero)
  }
  for (const { op } of nodes) {
    if (op.kind === 'foldPartition' && op.zero !== undefined) zeros.add(op.zero)
  }
  for (const { op } of nodes) note((op as SliceOp & { aggregator?: SliceAggregator }).aggregator)
  if (output.kind === 'shuffle') note(output.aggregator)
  else if (output.action.kind === 'fold') zeros.add(output.action.zero)
  return zeros
}
