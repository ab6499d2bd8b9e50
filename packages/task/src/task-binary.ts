import { BROADCAST_REVIVER } from '@firesteel/broadcast'
import { captureGraph, encodeGraph } from '@firesteel/closure'
import type { CapturedGraph, ClassRegistry, ProvidedModules } from '@firesteel/closure'
import type { Stage, StageSlice } from '@firesteel/rdd-core'
import { sliceStage } from '@firesteel/rdd-core'
import { Serializer } from '@firesteel/serializer'
import { nanoid } from 'nanoid'
import { providedModules } from './provided.js'
import { shippableClasses } from './shippable-classes.js'

/** A stage as bytes: what every one of its tasks needs alike. */
export interface TaskBinary {
  /** Unique per binary: slots keep the compiled program of a binary under it. */
  readonly binaryId: string
  readonly binary: Uint8Array
}

/** What the driver's side of a task needs besides the stage. */
export interface TaskBinaryOptions {
  /** The driver's registry: one per application. */
  readonly classes: ClassRegistry
  /** Further modules that slots have, as the driver has them. */
  readonly provided?: ProvidedModules | undefined
  /** Makes {@link TaskBinary.binaryId}; nanoid unless given. */
  readonly newId?: (() => string) | undefined
}

/** What a {@link TaskBinary} holds. */
export interface BinaryContent {
  readonly slice: StageSlice
  /** Where each capture is in the graph: among the functions or among the values. */
  readonly places: readonly (readonly [kind: 'function' | 'value', index: number])[]
  readonly graph: Uint8Array
  /** The broadcasts that it captures: to be fetched before a task begins. */
  readonly broadcasts: readonly number[]
  /** Nothing in it can change: tasks of one slot may share what was rebuilt. */
  readonly isConstant: boolean
}

const serializer = new Serializer()

/**
 * The stage's slice of lineage, its output and all its closures, captured as one graph, as bytes.
 * Throws NotSerializableError with the path to what cannot travel.
 */
export function buildTaskBinary(stage: Stage, options: TaskBinaryOptions): TaskBinary {
  const { slice, captures, closures } = sliceStage(stage)
  let [functions, values] = [0, 0]
  const places = closures.map((closure) =>
    closure === undefined ? (['value', values++] as const) : (['function', functions++] as const),
  )
  const graph = captureGraph(
    closures.filter((closure) => closure !== undefined),
    {
      classes: options.classes,
      extraClasses: shippableClasses(options.classes),
      values: captures.filter((_, index) => closures[index] === undefined),
      provided: { ...providedModules, ...options.provided },
    },
  )
  const content: BinaryContent = {
    slice,
    places,
    graph: encodeGraph(graph),
    broadcasts: broadcastsIn(graph),
    isConstant: isConstant(graph),
  }
  return { binaryId: (options.newId ?? nanoid)(), binary: serializer.serialize(content) }
}

/** What {@link buildTaskBinary} put in. */
export const readTaskBinary = (binary: Uint8Array): BinaryContent =>
  serializer.deserialize(binary) as BinaryContent

const broadcastsIn = ({ data }: CapturedGraph): number[] =>
  data.nodes.flatMap((node) =>
    node[0] === 'revived' && node[1] === BROADCAST_REVIVER ? [node[2] as number] : [],
  )

const CONSTANT_NODES = new Set([
  'function',
  'prototype',
  'intrinsic',
  'builtin',
  'provided',
  'module',
  'registered',
  'symbol',
  'lazy',
  // A handle of the slot; a value that came with it has nodes of its own.
  'revived',
  'import',
  'require',
  'name-helper',
])

/**
 * Whether no task can see what another one did: functions that assign to nothing outside and no
 * objects. Of all else every task gets copies of its own, as in Spark.
 */
function isConstant({ data }: CapturedGraph): boolean {
  return (
    data.nodes.every(([kind]) => CONSTANT_NODES.has(kind)) &&
    data.extras.length === 0 &&
    data.sources.every(({ assigned }) => assigned.length === 0)
  )
}
