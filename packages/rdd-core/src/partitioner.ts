/** Which partition a key belongs to, as data: comparable, and the same in every process. */
export type Partitioner = HashPartitioner | RangePartitioner | IndexPartitioner | CustomPartitioner

/**
 * By the key's hash modulo the number of partitions.
 * @see org.apache.spark.HashPartitioner
 */
export interface HashPartitioner {
  readonly kind: 'hash'
  readonly numPartitions: number
}

/**
 * By where the key lies between sampled bounds: partition i holds the keys ≤ bound i.
 * @see org.apache.spark.RangePartitioner
 */
export interface RangePartitioner {
  readonly kind: 'range'
  readonly numPartitions: number
  readonly ascending: boolean
  readonly bounds: readonly unknown[]
  /** Two range partitioners are equal when they came from one sampling. */
  readonly id: number
}

/** The key is the partition's index. */
export interface IndexPartitioner {
  readonly kind: 'index'
  readonly numPartitions: number
}

/**
 * A partitioner of the user's own: an instance of a class, or an object. It travels to the tasks,
 * so it holds plain values only.
 * @see org.apache.spark.Partitioner
 */
export interface UserPartitioner {
  readonly numPartitions: number
  /** The partition of a key: a whole number from 0 to `numPartitions` − 1, the same for equal keys. */
  getPartition(key: never): number
  /** True when the other sends every key where this one does; without it, only the same object does. */
  equals?(other: unknown): boolean
}

/** By what a partitioner of the user's says. */
export interface CustomPartitioner {
  readonly kind: 'custom'
  readonly numPartitions: number
  readonly by: UserPartitioner
}

/** What an operator goes by: a partitioner, a number of partitions, or the default rule. */
export type PartitionerRequest = Partitioner | number | undefined

/** As {@link PartitionerRequest}, or a partitioner of the user's own, not looked at yet. */
export type PartitionerWish = PartitionerRequest | UserPartitioner

/** A partitioner by hash over `numPartitions` partitions. */
export function hashPartitioner(numPartitions: number): HashPartitioner {
  if (!Number.isInteger(numPartitions) || numPartitions < 0) {
    throw new TypeError(
      `a partitioner needs a whole number of partitions ≥ 0, got ${numPartitions}`,
    )
  }
  return { kind: 'hash', numPartitions }
}

/** True when both send every key to the same partition. */
export function samePartitioner(a: Partitioner | undefined, b: Partitioner | undefined): boolean {
  if (a === undefined || b === undefined) return false
  if (a === b) return true
  if (a.kind !== b.kind || a.numPartitions !== b.numPartitions) return false
  if (a.kind === 'custom') {
    const other = (b as CustomPartitioner).by
    return a.by === other || a.by.equals?.(other) === true
  }
  return a.kind === 'range' ? b.kind === 'range' && a.id === b.id : true
}
