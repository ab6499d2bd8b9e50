import type { Stage } from '@firesteel/rdd-core'

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

/** Where map outputs are: one entry per map task with something for `reduceId`. */
export type MapOutputsFor = (shuffleId: number, reduceId: number) => readonly MapOutput[]

/** The bytes of the task that computes `partition` of `stage`. */
export function buildTaskInputs(
  stage: Stage,
  partition: number,
  mapOutputsFor: MapOutputsFor,
): TaskInputBytes {
  void stage
  void partition
  void mapOutputsFor
  throw new Error('not yet')
}
