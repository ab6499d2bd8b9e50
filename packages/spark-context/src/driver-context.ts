import type { Clock } from '@firesteel/clock'
import type { SparkConf } from '@firesteel/conf'
import {
  ALL_MARKED,
  DatasetsInUse,
  FILES_PROPERTY,
  type JobControl,
  type JobDescription,
  type Lineage,
  type RddContext,
  type RddStorageInfo,
  materializeCheckpoints,
  numPartitionsOf,
  prepare,
} from '@firesteel/rdd-core'
import { DEFAULT_PARALLELISM } from './conf.js'
import type { Driver } from './driver.js'
import type { KeepAlive } from './keep-alive.js'
import { LocalProperties, type Properties } from './local-properties.js'
import type { ProgramFiles } from './program-files.js'
import { withUserPositions } from './user-positions.js'

/** What a {@link DriverContext} is made of. */
export interface DriverContextOptions {
  readonly conf: SparkConf
  readonly driver: Promise<Driver>
  readonly keepAlive: KeepAlive
  readonly clock: Clock
  /** What the program has added for its tasks to read. */
  readonly files: Pick<ProgramFiles, 'count'>
  /** Throws when the context was stopped. */
  assertActive(): void
}

/** How whoever runs a job over partitions follows it. */
export interface RunOnControl<R> extends Pick<JobControl, 'signal' | 'onJobId'> {
  readonly onResult?: ((index: number, result: R) => void) | undefined
}

/** What datasets see of their SparkContext: ids, settings and jobs. */
export class DriverContext implements RddContext {
  readonly configuredParallelism: number | undefined
  readonly properties = new LocalProperties()
  readonly #options: DriverContextOptions
  readonly #inUse = new DatasetsInUse()
  checkpointDir: string | undefined
  #lastRddId = -1
  #lastShuffleId = -1
  #failure: Error | undefined

  constructor(options: DriverContextOptions) {
    this.#options = options
    this.configuredParallelism = options.conf.get(DEFAULT_PARALLELISM)
  }

  get defaultParallelism(): number | Promise<number> {
    const { driver, keepAlive } = this.#options
    return this.configuredParallelism ?? keepAlive.during(async () => (await driver).slots)
  }

  /** What a job that begins now carries to its tasks. */
  #taskProperties(): Properties {
    const { count } = this.#options.files
    const { current } = this.properties
    return count === 0 ? current : { ...current, [FILES_PROPERTY]: String(count) }
  }

  /** Everything asked from now on fails with `error`: the cluster is gone. */
  fail(error: Error): void {
    this.#failure = error
  }

  nextRddId(): number {
    return ++this.#lastRddId
  }

  nextShuffleId(): number {
    return ++this.#lastShuffleId
  }

  async runJob<R>(job: JobDescription<R>): Promise<R> {
    this.assertActive()
    const properties = this.#taskProperties()
    return this.#options.keepAlive.during(async () => {
      const { dag } = await this.#options.driver
      try {
        const result = await this.#inUse.during(job.rdd, () => dag.runJob(job, { properties }))
        await materializeCheckpoints(job.rdd, this, properties[ALL_MARKED] === 'true')
        return result
      } catch (error) {
        throw withUserPositions(error)
      }
    })
  }

  async removeShuffles(shuffleIds: readonly number[], blocking: boolean): Promise<void> {
    const removed = this.#options.keepAlive.during(async () => {
      const driver = await this.#options.driver
      await Promise.all(shuffleIds.map((shuffleId) => driver.removeShuffle(shuffleId)))
    })
    if (blocking) await removed
    else removed.catch(() => {})
  }

  async hasAllBlocks(rddId: number, numPartitions: number): Promise<boolean> {
    const { blocks } = await this.#options.driver
    return blocks.rddLocations(rddId, numPartitions).every((copies) => copies.length > 0)
  }

  whenUnused(node: Lineage, change: () => void): void {
    this.#inUse.whenUnused(node, change)
  }

  /**
   * The first row of each partition asked for, all of them unless said; `onResult` hears of each as it comes
   * in, with its place among those asked for.
   */
  async runOn<R>(
    rdd: Lineage,
    partitions: readonly number[] | undefined,
    { onResult, ...control }: RunOnControl<R> = {},
  ): Promise<R[]> {
    await prepare(rdd, this)
    const count = numPartitionsOf(rdd)
    const asked = partitions ?? Array.from({ length: count }, (_, index) => index)
    const wrong = asked.find((index) => !Number.isInteger(index) || index < 0 || index >= count)
    if (wrong !== undefined) {
      throw new RangeError(`there is no partition ${wrong}: the dataset has ${count}`)
    }
    const rows: R[] = []
    return this.runJob<R[]>({
      rdd,
      action: { kind: 'collect' },
      partitions: asked,
      results: {
        add: (index, [first]) => {
          rows[index] = first as R
          onResult?.(index, first as R)
        },
        value: () => rows,
      },
      // What runs was made by `runJob`: its place is the caller's.
      callSite: {
        ...rdd.callSite,
        short: rdd.callSite.short.replace(/^\w+/, 'runJob'),
      },
      ...control,
    })
  }

  async unpersistRdd(rddId: number, blocking: boolean): Promise<void> {
    const removed = this.#options.keepAlive.during(async () => {
      await (await this.#options.driver).removeRdd(rddId)
    })
    if (blocking) await removed
    else removed.catch(() => {})
  }

  after(delayMs: number, action: () => void): () => void {
    return this.#options.clock.after(delayMs, action)
  }

  async storageOf(rddId: number): Promise<RddStorageInfo | undefined> {
    return (await this.#options.driver).blocks.rddStorage().get(rddId)
  }

  assertActive(): void {
    if (this.#failure !== undefined) throw this.#failure
    this.#options.assertActive()
  }

  setting(name: string): string | undefined {
    return this.#options.conf.get(name)
  }
}
