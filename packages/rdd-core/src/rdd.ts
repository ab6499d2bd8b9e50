import { RddBarrier } from './rdd-barrier.js'
import {
  StorageLevel,
  checkStorageLevel,
  isPersisted,
  sameStorageLevel,
} from '@firesteel/storage-level'
import { debugString } from './debug-string.js'
import type { SketchShape } from './approximate/sketch.js'
import { OutputActions } from './dataset/output-actions.js'
import type { Pair } from './dataset/pair-actions.js'
import { shufflesBehind } from './checkpoint/shuffles-behind.js'
import { CheckpointDirMissingError, StorageLevelChangedError } from './errors.js'
import type { Lineage } from './lineage.js'
import { describeLineage, resolvedOf } from './lineage.js'
import { otherDataset } from './operators/other-dataset.js'
import * as operators from './operators/all.js'
import type { PipeOptions } from './operators/pipe.js'
import type { Fractions } from './operators/sample.js'
import type { Group } from './group.js'
import type { Partitioner, UserPartitioner } from './partitioner.js'
import { ownLocations } from './own-locations.js'
import { prepare } from './prepare.js'

/** Any type, with a hint to the compiler: an array literal is meant as a tuple. */
type Row = {} | null | undefined | readonly [unknown]

/** Where records of pairs go: a number of partitions, a partitioner, or one of your own. */
export type Partitioning = number | Partitioner | UserPartitioner

/**
 * A dataset spread over partitions, computed when an action asks for it.
 *
 * Operators return at once and compute nothing; actions return promises. An Rdd is a handle of the
 * driver's: a closure that captures one is refused.
 * @see org.apache.spark.rdd.RDD
 */
export class Rdd<T> extends OutputActions<T> {
  get id(): number {
    return this.lineage.id
  }

  get name(): string | undefined {
    return this.lineage.name
  }

  setName(name: string): this {
    this.lineage.name = name
    return this
  }

  // One record at a time

  map<U extends Row>(fn: (value: T) => U): Rdd<U> {
    return this.#over(operators.map(this, fn))
  }

  filter<S extends T>(fn: (value: T) => value is S): Rdd<S>
  filter(fn: (value: T) => unknown): Rdd<T>
  filter(fn: (value: T) => unknown): Rdd<T> {
    return this.#over(operators.filter(this, fn))
  }

  flatMap<U extends Row>(fn: (value: T) => Iterable<U>): Rdd<U> {
    return this.#over(operators.flatMap(this, fn))
  }

  keyBy<K extends Row>(fn: (value: T) => K): Rdd<[K, T]> {
    return this.#over(operators.keyBy(this, fn))
  }

  // One partition at a time

  /** `fn` may be an async function or generator: it runs before the stage's loop, and what it makes beyond some thousand records waits on disk. */
  mapPartitions<U extends Row>(
    fn: (values: IterableIterator<T>) => Many<U>,
    preservesPartitioning = false,
  ): Rdd<U> {
    return this.#over(
      operators.mapPartitions(this, fn, { withIndex: false, preservesPartitioning }),
    )
  }

  /** A stage whose tasks run all at the same time and may wait for each other. */
  barrier(): RddBarrier<T> {
    return new RddBarrier<T>(this, (lineage) => this.#over(lineage))
  }

  mapPartitionsWithIndex<U extends Row>(
    fn: (index: number, values: IterableIterator<T>) => Many<U>,
    preservesPartitioning = false,
  ): Rdd<U> {
    return this.#over(operators.mapPartitions(this, fn, { withIndex: true, preservesPartitioning }))
  }

  /**
   * What an async function makes of each record, in their order; at most `concurrency` calls (8 unless
   * said) are under way in a task at a time. What it makes beyond some thousand records waits on disk.
   */
  mapAsync<U extends Row>(
    fn: (value: T) => Promise<U> | U,
    options?: { readonly concurrency?: number | undefined },
  ): Rdd<U> {
    return this.#over(operators.mapAsync(this, fn, options))
  }

  /** The lines that a command writes to its standard output when each partition's records are its input. */
  pipe(command: string | readonly string[], options?: PipeOptions<T>): Rdd<string> {
    return this.#over(operators.pipe(this, command, options))
  }

  glom(): Rdd<T[]> {
    return this.#over(operators.glom(this))
  }

  zipWithIndex(): Rdd<[T, number]> {
    return this.#over(operators.zipWithIndex(this))
  }

  /** Pairs of each record and a number that no other record has: item i of partition k gets i · n + k. */
  zipWithUniqueId(): Rdd<[T, number]> {
    return this.#over(operators.zipWithUniqueId(this))
  }

  // Samples

  /** Each record with probability `fraction`; with replacement, `fraction` times on average. */
  sample(withReplacement: boolean, fraction: number, seed?: number): Rdd<T> {
    return this.#over(operators.sample(this, withReplacement, fraction, seed))
  }

  /** Datasets that share the records out by weight; every record is in exactly one of them. */
  randomSplit(weights: readonly number[], seed?: number): Rdd<T>[] {
    return operators.randomSplit(this, weights, seed).map((lineage) => this.#over<T>(lineage))
  }

  // Whole datasets

  union(...others: readonly Rdd<T>[]): Rdd<T> {
    return this.#over(
      operators.union(
        this,
        others.map((other) => otherDataset('union', other)),
      ),
    )
  }

  /** As {@link union}. */
  concat(...others: readonly Rdd<T>[]): Rdd<T> {
    return this.union(...others)
  }

  /** Each record that both have, once. */
  intersection(other: Rdd<T>, partitioning?: Partitioning): Rdd<T> {
    return this.#over(
      operators.intersection(this, otherDataset('intersection', other), partitioning),
    )
  }

  /** The records that the other does not have, duplicates and all. */
  subtract(other: Rdd<T>, partitioning?: Partitioning): Rdd<T> {
    return this.#over(operators.subtract(this, otherDataset('subtract', other), partitioning))
  }

  /** Every record with every record of the other. */
  cartesian<U>(other: Rdd<U>): Rdd<[T, U]> {
    return this.#over(operators.cartesian(this, otherDataset('cartesian', other)))
  }

  /** The first records of both as a pair, the second ones, and so on: as many in each partition. */
  zip<U>(other: Rdd<U>): Rdd<[T, U]> {
    return this.#over(operators.zip(this, otherDataset('zip', other)))
  }

  /** One call of `fn` for the partitions of one index of two to four datasets. */
  zipPartitions<A, U extends Row>(
    a: Rdd<A>,
    fn: (values: IterableIterator<T>, as: IterableIterator<A>) => Many<U>,
    preservesPartitioning?: boolean,
  ): Rdd<U>
  zipPartitions<A, B, U extends Row>(
    a: Rdd<A>,
    b: Rdd<B>,
    fn: (values: IterableIterator<T>, as: IterableIterator<A>, bs: IterableIterator<B>) => Many<U>,
    preservesPartitioning?: boolean,
  ): Rdd<U>
  zipPartitions<A, B, C, U extends Row>(
    a: Rdd<A>,
    b: Rdd<B>,
    c: Rdd<C>,
    fn: (
      values: IterableIterator<T>,
      as: IterableIterator<A>,
      bs: IterableIterator<B>,
      cs: IterableIterator<C>,
    ) => Many<U>,
    preservesPartitioning?: boolean,
  ): Rdd<U>
  zipPartitions(...args: readonly unknown[]): Rdd<never> {
    const { others, rest } = leadingDatasets(args)
    return this.#over(operators.zipPartitions(this, others, rest[0], rest[1] === true))
  }

  distinct(numPartitions?: number): Rdd<T> {
    return this.#over(operators.distinct(this, numPartitions))
  }

  coalesce(numPartitions: number, shuffle = false): Rdd<T> {
    return this.#over((shuffle ? operators.repartition : operators.coalesce)(this, numPartitions))
  }

  repartition(numPartitions: number): Rdd<T> {
    return this.#over(operators.repartition(this, numPartitions))
  }

  sortBy<K extends Row>(fn: (value: T) => K, ascending = true, numPartitions?: number): Rdd<T> {
    return this.#over(operators.sortBy(this, fn, ascending, numPartitions))
  }

  groupBy<K extends Row>(fn: (value: T) => K, partitioning?: Partitioning): Rdd<[K, Group<T>]> {
    return this.#over(operators.groupBy(this, fn, partitioning))
  }

  // Pairs

  keys<K, V>(this: Rdd<Pair<K, V>>): Rdd<K> {
    return new Rdd(this.context, operators.keys(this))
  }

  values<K, V>(this: Rdd<Pair<K, V>>): Rdd<V> {
    return new Rdd(this.context, operators.values(this))
  }

  mapValues<K, V, U extends Row>(this: Rdd<Pair<K, V>>, fn: (value: V) => U): Rdd<[K, U]> {
    return new Rdd(this.context, operators.mapValues(this, fn))
  }

  flatMapValues<K, V, U extends Row>(
    this: Rdd<Pair<K, V>>,
    fn: (value: V) => Iterable<U>,
  ): Rdd<[K, U]> {
    return new Rdd(this.context, operators.flatMapValues(this, fn))
  }

  reduceByKey<K, V>(
    this: Rdd<Pair<K, V>>,
    fn: (a: V, b: V) => V,
    partitioning?: Partitioning,
  ): Rdd<[K, V]> {
    return new Rdd(this.context, operators.reduceByKey(this, fn, partitioning))
  }

  foldByKey<K, V>(
    this: Rdd<Pair<K, V>>,
    zero: V,
    fn: (a: V, b: V) => V,
    partitioning?: Partitioning,
  ): Rdd<[K, V]> {
    const fold = { zero, add: fn, merge: fn }
    return new Rdd(this.context, operators.aggregateByKey(this, 'foldByKey', fold, partitioning))
  }

  aggregateByKey<K, V, U>(
    this: Rdd<Pair<K, V>>,
    zero: U,
    add: (sum: U, value: V) => U,
    merge: (a: U, b: U) => U,
    partitioning?: Partitioning,
  ): Rdd<[K, U]> {
    const fold = { zero, add, merge }
    return new Rdd(
      this.context,
      operators.aggregateByKey(this, 'aggregateByKey', fold, partitioning),
    )
  }

  combineByKey<K, V, C>(
    this: Rdd<Pair<K, V>>,
    create: (value: V) => C,
    add: (combiner: C, value: V) => C,
    merge: (a: C, b: C) => C,
    partitioning?: Partitioning,
  ): Rdd<[K, C]> {
    return new Rdd(this.context, operators.combineBy(this, { create, add, merge }, partitioning))
  }

  groupByKey<K, V>(this: Rdd<Pair<K, V>>, partitioning?: Partitioning): Rdd<[K, Group<V>]> {
    return new Rdd(this.context, operators.groupByKey(this, partitioning))
  }

  partitionBy<K, V>(this: Rdd<Pair<K, V>>, partitioning: Partitioning): Rdd<[K, V]> {
    return new Rdd(this.context, operators.partitionBy(this, partitioning))
  }

  sortByKey<K, V>(this: Rdd<Pair<K, V>>, ascending = true, numPartitions?: number): Rdd<[K, V]> {
    return new Rdd(this.context, operators.sortByKey(this, ascending, numPartitions))
  }

  join<K, V, W>(
    this: Rdd<Pair<K, V>>,
    other: Rdd<Pair<K, W>>,
    partitioning?: Partitioning,
  ): Rdd<[K, [V, W]]> {
    return new Rdd(
      this.context,
      operators.join(this, otherDataset('join', other), 'inner', partitioning),
    )
  }

  leftOuterJoin<K, V, W>(
    this: Rdd<Pair<K, V>>,
    other: Rdd<Pair<K, W>>,
    partitioning?: Partitioning,
  ): Rdd<[K, [V, W | undefined]]> {
    return new Rdd(
      this.context,
      operators.join(this, otherDataset('leftOuterJoin', other), 'left', partitioning),
    )
  }

  rightOuterJoin<K, V, W>(
    this: Rdd<Pair<K, V>>,
    other: Rdd<Pair<K, W>>,
    partitioning?: Partitioning,
  ): Rdd<[K, [V | undefined, W]]> {
    return new Rdd(
      this.context,
      operators.join(this, otherDataset('rightOuterJoin', other), 'right', partitioning),
    )
  }

  fullOuterJoin<K, V, W>(
    this: Rdd<Pair<K, V>>,
    other: Rdd<Pair<K, W>>,
    partitioning?: Partitioning,
  ): Rdd<[K, [V | undefined, W | undefined]]> {
    return new Rdd(
      this.context,
      operators.join(this, otherDataset('fullOuterJoin', other), 'full', partitioning),
    )
  }

  /** Each key with how many different values it has: within `accuracy`, a share, or in a sketch of that shape. */
  countApproxDistinctByKey<K, V>(
    this: Rdd<Pair<K, V>>,
    accuracy: number | SketchShape = 0.05,
    partitioning?: Partitioning,
  ): Rdd<[K, number]> {
    return new Rdd(this.context, operators.countApproxDistinctByKey(this, accuracy, partitioning))
  }

  /** For each key the groups of its values in two to four datasets. */
  cogroup<K, V, W>(
    this: Rdd<Pair<K, V>>,
    other: Rdd<Pair<K, W>>,
    partitioning?: Partitioning,
  ): Rdd<[K, [Group<V>, Group<W>]]>
  cogroup<K, V, W, X>(
    this: Rdd<Pair<K, V>>,
    second: Rdd<Pair<K, W>>,
    third: Rdd<Pair<K, X>>,
    partitioning?: Partitioning,
  ): Rdd<[K, [Group<V>, Group<W>, Group<X>]]>
  cogroup<K, V, W, X, Y>(
    this: Rdd<Pair<K, V>>,
    second: Rdd<Pair<K, W>>,
    third: Rdd<Pair<K, X>>,
    fourth: Rdd<Pair<K, Y>>,
    partitioning?: Partitioning,
  ): Rdd<[K, [Group<V>, Group<W>, Group<X>, Group<Y>]]>
  cogroup(...args: readonly unknown[]): Rdd<never> {
    const { others, rest } = leadingDatasets(args)
    const lineage = operators.cogroup(this, others, rest[0] as Partitioning | undefined)
    return new Rdd<never>(this.context, lineage)
  }

  /** As {@link cogroup}. */
  declare groupWith: Rdd<T>['cogroup']

  /** The pairs whose key the other does not have. */
  subtractByKey<K, V, W>(
    this: Rdd<Pair<K, V>>,
    other: Rdd<Pair<K, W>>,
    partitioning?: Partitioning,
  ): Rdd<[K, V]> {
    return new Rdd(
      this.context,
      operators.subtractByKey(this, otherDataset('subtractByKey', other), partitioning),
    )
  }

  /** Each pair with its key's probability; with replacement, so many times on average. */
  sampleByKey<K, V>(
    this: Rdd<Pair<K, V>>,
    withReplacement: boolean,
    fractions: Fractions<K>,
    seed?: number,
  ): Rdd<[K, V]> {
    const options = { withReplacement, fractions, seed }
    return new Rdd(this.context, operators.sampleByKey(this, 'sampleByKey', options))
  }

  /** Of n pairs of a key with fraction f exactly ⌈n · f⌉, which a job counts first. */
  sampleByKeyExact<K, V>(
    this: Rdd<Pair<K, V>>,
    withReplacement: boolean,
    fractions: Fractions<K>,
    seed?: number,
  ): Rdd<[K, V]> {
    const options = { withReplacement, fractions, seed }
    return new Rdd(this.context, operators.sampleByKey(this, 'sampleByKeyExact', options))
  }

  /** Pairs sent where their keys belong, each partition in the order of its keys: one shuffle for both. */
  repartitionAndSortWithinPartitions<K, V>(
    this: Rdd<Pair<K, V>>,
    partitioning: Partitioning,
    ascending = true,
  ): Rdd<[K, V]> {
    return new Rdd(this.context, operators.repartitionAndSort(this, partitioning, ascending))
  }

  /** The pairs whose keys lie between two, both included; after `sortByKey` few partitions are looked at. */
  filterByRange<K, V>(this: Rdd<Pair<K, V>>, lower: K, upper: K): Rdd<[K, V]> {
    return new Rdd(this.context, operators.filterByRange(this, lower, upper))
  }

  // Persistence and facts

  /**
   * Keeps each partition, as `level` says, once it was computed. Throws when it is kept in another way
   * already: `unpersist` first.
   */
  persist(level: StorageLevel = StorageLevel.MEMORY_ONLY): this {
    const { lineage } = this
    checkStorageLevel(level)
    if (isPersisted(lineage.storageLevel) && !sameStorageLevel(lineage.storageLevel, level)) {
      throw new StorageLevelChangedError(describeLineage(lineage))
    }
    lineage.storageLevel = level
    return this
  }

  /** As `persist(StorageLevel.MEMORY_ONLY)`. */
  cache(): this {
    return this.persist(StorageLevel.MEMORY_ONLY)
  }

  /** Has every kept partition forgotten; resolves at once, or with `blocking` when that is done. */
  async unpersist(blocking = false): Promise<this> {
    this.lineage.storageLevel = StorageLevel.NONE
    await this.context.unpersistRdd(this.lineage.id, blocking)
    return this
  }

  /**
   * Marks the dataset: after the next job over it, it is written to the checkpoint directory by a job of its
   * own, and what it was computed from is forgotten. Persist it, or it is computed twice.
   */
  checkpoint(): void {
    const { context, lineage } = this
    if (context.checkpointDir === undefined) {
      throw new CheckpointDirMissingError(describeLineage(lineage))
    }
    if (lineage.checkpoint === undefined || lineage.checkpoint.state === 'marked') {
      lineage.checkpoint = { kind: 'reliable', state: 'marked' }
    }
  }

  /**
   * As `checkpoint`, but what executors keep is all there is: fast, and lost with an executor. A dataset
   * that is not persisted yet is kept in memory and on disk.
   */
  localCheckpoint(): this {
    const { lineage } = this
    const { storageLevel: level } = lineage
    lineage.storageLevel = isPersisted(level)
      ? { ...level, useDisk: true }
      : StorageLevel.MEMORY_AND_DISK
    lineage.checkpoint ??= { kind: 'local', state: 'marked' }
    return this
  }

  /** Whether it was cut off from what it was computed from. */
  get isCheckpointed(): boolean {
    return this.lineage.checkpoint?.state === 'done'
  }

  /** The directory with its files, once they are written. */
  getCheckpointFile(): string | undefined {
    return this.lineage.checkpoint?.path
  }

  /** Removes the outputs of the shuffles behind this dataset, up to persisted ones: jobs over it compute them anew. */
  async cleanShuffleDependencies(blocking = false): Promise<void> {
    await this.context.removeShuffles(shufflesBehind(this.lineage), blocking)
  }

  get storageLevel(): StorageLevel {
    return this.lineage.storageLevel
  }

  /** What this dataset is computed from, one entry per parent: in the same task, or behind a shuffle. */
  async dependencies(): Promise<
    readonly { readonly kind: 'narrow' | 'shuffle'; readonly rddId: number }[]
  > {
    await prepare(this.lineage, this.context)
    return resolvedOf(this.lineage).dependencies.map(({ kind, parent }) => ({
      kind,
      rddId: parent.id,
    }))
  }

  /** The hosts that a partition is best computed on, as far as the dataset itself says (`makeRDD`). */
  async preferredLocations(partition: number): Promise<readonly string[]> {
    await prepare(this.lineage, this.context)
    return ownLocations(this.lineage, partition)
  }

  async getNumPartitions(): Promise<number> {
    await prepare(this.lineage, this.context)
    return resolvedOf(this.lineage).numPartitions
  }

  async partitioner(): Promise<Partitioner | undefined> {
    await prepare(this.lineage, this.context)
    return resolvedOf(this.lineage).partitioner
  }

  async toDebugString(): Promise<string> {
    await prepare(this.lineage, this.context)
    const { context } = this
    return debugString(
      this.lineage,
      (rddId) => context.storageOf?.(rddId) ?? Promise.resolve(undefined),
    )
  }

  #over<U>(lineage: Lineage): Rdd<U> {
    return new Rdd<U>(this.context, lineage)
  }
}

/** What a function over a partition may return. */
export type Many<U> = Iterable<U> | AsyncIterable<U> | Promise<Iterable<U> | AsyncIterable<U>>

const { cogroup } = Object.getOwnPropertyDescriptors(Rdd.prototype)
Object.defineProperty(Rdd.prototype, 'groupWith', cogroup)

/** The datasets that an operator was called with, and what follows them. */
function leadingDatasets(args: readonly unknown[]): {
  readonly others: readonly Lineage[]
  readonly rest: readonly unknown[]
} {
  const end = args.findIndex((arg) => !(arg instanceof Rdd))
  const count = end === -1 ? args.length : end
  const others = (args.slice(0, count) as readonly Rdd<unknown>[]).map(({ lineage }) => lineage)
  return { others, rest: args.slice(count) }
}
