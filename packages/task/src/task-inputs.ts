import type { ClassRegistry } from '@firesteel/closure'
import type { Stage } from '@firesteel/rdd-core'
import { taskInputs } from '@firesteel/rdd-core'
import { Serializer } from '@firesteel/serializer'
import { encodeAllRows } from './row-bytes.js'
import { RowClasses } from './row-classes.js'

/** Where one map task's output lies, and how much of it is for one reducer. */
export interface MapOutput {
  readonly location: BlockLocation
  /** The map task's attempt id: names its files. */
  readonly mapId: number
  /** The map task's partition. */
  readonly mapIndex: number
  /** Bytes for the reducer that asks; 0 is never fetched. */
  readonly size: number
}

/** Who serves a block. `dirs` are its executor's local directories, for readers on the same host. */
export interface BlockLocation {
  readonly executorId: string
  readonly host: string
  readonly port: number
  readonly dirs?: readonly string[] | undefined
}

/** The bytes of one task beside its stage's binary. */
export interface TaskInputBytes {
  /** What this partition needs of its own: a slice of rows, file splits. */
  readonly partition: Uint8Array
  /** Where its shuffle inputs lie. */
  readonly inputs: Uint8Array
}

/** Where map outputs are: one entry per map task. Throws when one is missing. */
export type MapOutputsFor = (shuffleId: number, reduceId: number) => readonly MapOutput[]

/** What building a task's bytes needs. */
export interface TaskInputOptions {
  /** The driver's registry: one per application. */
  readonly classes: ClassRegistry
  readonly mapOutputsFor: MapOutputsFor
}

/** What {@link TaskInputBytes.partition} holds. */
export interface PartitionContent {
  readonly values: readonly {
    readonly nodeId: number
    readonly partition: number
    readonly value: unknown
    readonly isRows: boolean
  }[]
  /** The classes of instances among the rows. */
  readonly classes: Uint8Array | undefined
}

/** What {@link TaskInputBytes.inputs} holds. */
export interface InputsContent {
  /** Executors that hold outputs, each once. */
  readonly locations: readonly BlockLocation[]
  readonly shuffles: readonly ShuffleInput[]
}

/** One reducer's share of a shuffle. */
export interface ShuffleInput {
  readonly shuffleId: number
  readonly reduceId: number
  /** Absent when outputs are missing that a persisted partition makes unnecessary. */
  readonly outputs:
    | readonly (readonly [location: number, mapId: number, mapIndex: number, size: number])[]
    | undefined
}

const plain = new Serializer()

/** The bytes of the task that computes `partition` of `stage`. Throws what `mapOutputsFor` throws. */
export function buildTaskInputs(
  stage: Stage,
  partition: number,
  options: TaskInputOptions,
): TaskInputBytes {
  const { partitions, shuffles } = taskInputs(stage.rdd, partition)
  return {
    partition: partitionBytes(partitions, options.classes),
    inputs: plain.serialize(inputsContent(shuffles, options.mapOutputsFor)),
  }
}

/** What {@link buildTaskInputs} put into `inputs`. */
export const readTaskInputs = (inputs: Uint8Array): InputsContent =>
  plain.deserialize(inputs) as InputsContent

/** What {@link buildTaskInputs} put into `partition`; rows still as bytes. */
export const readTaskPartition = (partition: Uint8Array): PartitionContent =>
  plain.deserialize(partition) as PartitionContent

function partitionBytes(
  partitions: ReturnType<typeof taskInputs>['partitions'],
  registry: ClassRegistry,
): Uint8Array {
  const classes = new RowClasses(registry)
  const serializer = new Serializer({ classes })
  const values = partitions.map((each) =>
    each.isRows
      ? { ...each, value: encodeAllRows(each.value as readonly unknown[], serializer) }
      : each,
  )
  return plain.serialize({ values, classes: classes.graph() } satisfies PartitionContent)
}

function inputsContent(
  wanted: ReturnType<typeof taskInputs>['shuffles'],
  mapOutputsFor: MapOutputsFor,
): InputsContent {
  const locations: BlockLocation[] = []
  const places = new Map<string, number>()
  const placeOf = (location: BlockLocation): number => {
    const key = `${location.executorId}@${location.host}:${location.port}`
    let place = places.get(key)
    if (place === undefined) {
      place = locations.push(location) - 1
      places.set(key, place)
    }
    return place
  }
  const shuffles = wanted.map(({ shuffleId, reduceId, spare }): ShuffleInput => {
    const found = spare
      ? orUndefined(() => mapOutputsFor(shuffleId, reduceId))
      : mapOutputsFor(shuffleId, reduceId)
    const outputs = found
      ?.filter(({ size }) => size > 0)
      .map(
        ({ location, mapId, mapIndex, size }) =>
          [placeOf(location), mapId, mapIndex, size] as const,
      )
    return { shuffleId, reduceId, outputs }
  })
  return { locations, shuffles }
}

function orUndefined<T>(make: () => T): T | undefined {
  try {
    return make()
  } catch {
    return undefined
  }
}
