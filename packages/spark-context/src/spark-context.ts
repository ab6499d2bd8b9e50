import {
  AccumulatorRegistry,
  type AccumulatorV2,
  CollectionAccumulator,
  DoubleAccumulator,
  LongAccumulator,
} from '@firesteel/accumulator'
import { type Broadcast, DriverBroadcasts, broadcastSettingsFrom } from '@firesteel/broadcast'
import { SystemClock } from '@firesteel/clock'
import { ClassRegistry } from '@firesteel/closure'
import { SparkConf } from '@firesteel/conf'
import { ListenerBus, type SparkListener } from '@firesteel/listener-bus'
import {
  objectFile,
  type PortableDataStream,
  Rdd,
  TaskContext,
  type TextOptions,
  binaryFiles,
  binaryRecords,
  emptyRdd,
  parallelize,
  range,
  textFile,
  setFilesRoot,
  FutureAction,
  type PartialResult,
  runApproximate,
} from '@firesteel/rdd-core'
import type { PoolInfo } from '@firesteel/task-scheduler'
import type { RddStorage } from '@firesteel/storage'
import { nanoid } from 'nanoid'
import { type ProgramFiles, programFiles } from './program-files.js'
import { activeContext, claimProcess, releaseProcess } from './active-context.js'
import { broadcastOf } from './broadcast-of.js'
import { collectGarbage } from './collect-garbage.js'
import { ContextCleaner } from './context-cleaner.js'
import { makeCheckpointDirectory } from './checkpoint-directory.js'
import { creationSite } from './creation-site.js'
import {
  FILES,
  GC_AFTER,
  PERIODIC_GC_INTERVAL,
  REFERENCE_TRACKING,
  EXTRA_LISTENERS,
  LOG_CONF,
  LOG_LEVEL,
  SHOW_PROGRESS,
  checkSettings,
  neededSettings,
} from './conf.js'
import { DriverContext } from './driver-context.js'
import type { Driver } from './driver.js'
import { ClusterError, ContextInTaskError, ContextStoppedError } from './errors.js'
import { addExtraListeners } from './extra-listeners.js'
import { guardExit } from './exit-guard.js'
import { JobProperty, checkedTag, tagsOf, tagsText } from './job-properties.js'
import { describeConf } from './describe-conf.js'
import { KeepAlive } from './keep-alive.js'
import { type LevelSwitch, lazyLogger, logLevelOf } from './lazy-logger.js'
import { masterSchemes } from './master-schemes.js'
import { parseMasterUrl } from './master-url.js'
import { ProgressBar } from './progress-bar.js'
import { startDriver } from './start-driver.js'
import { sparkUser } from './spark-user.js'
import { StatusTracker } from './status-tracker.js'
import { VERSION } from './version.js'

/** Makes one answer of what partitions answer, as far as they have. @see org.apache.spark.partial.ApproximateEvaluator */
export interface ApproximateEvaluator<R, A> {
  merge(result: R): void
  currentResult(): A
}

/**
 * The way into a cluster: makes datasets, runs their actions, and ends everything with `stop()`.
 *
 * The constructor returns at once and connects in the background; `ready` and every action wait for it
 * and carry its failure. One context runs in a process at a time.
 *
 * @see org.apache.spark.SparkContext
 * @example
 * await using sc = new SparkContext(new SparkConf().setMaster('local[2]').setAppName('sum'))
 * console.log(await sc.parallelize([1, 2, 3]).map((n) => n * n).sum())
 */
export class SparkContext {
  readonly master: string
  readonly appName: string
  /** When it was made, in milliseconds since the epoch. */
  readonly startTime = Date.now()
  /** Whom the program runs as. */
  readonly sparkUser = sparkUser()
  /** Where the driver runs: here, in the process that submitted it. */
  readonly deployMode = 'client'
  readonly #conf: SparkConf
  readonly #createdAt: string
  readonly #bus: ListenerBus
  readonly #level: LevelSwitch
  readonly #status: StatusTracker
  readonly #accumulators: AccumulatorRegistry
  readonly #broadcasts: DriverBroadcasts
  readonly #cleaner: ContextCleaner | undefined
  readonly #classes = new ClassRegistry({ names: true })
  readonly #files: ProgramFiles
  readonly #context: DriverContext
  readonly #driver: Promise<Driver>
  readonly #registered: Promise<void>
  readonly #release: () => void
  readonly #isLocal: boolean
  readonly #listeners = new Map<SparkListener, () => void>()
  readonly #keepAlive = new KeepAlive(new SystemClock())
  readonly #abort = new AbortController()
  #started: Driver | undefined
  #stopping: { readonly done: Promise<void>; readonly site: string } | undefined

  /** With settings, or with a master URL and a name over what the program was submitted with. */
  constructor(conf?: SparkConf)
  constructor(master: string, appName: string, conf?: SparkConf)
  constructor(first: SparkConf | string = new SparkConf(), appName = '', conf = new SparkConf()) {
    if (TaskContext.get() !== undefined) throw new ContextInTaskError()
    const settings =
      typeof first === 'string' ? conf.clone().setMaster(first).setAppName(appName) : first.clone()
    const needed = neededSettings(settings)
    checkSettings(settings)
    const master = parseMasterUrl(needed.master, masterSchemes())
    this.#isLocal = master.kind === 'local'
    this.#level = { level: logLevelOf(settings.get(LOG_LEVEL)) }
    this.#conf = settings
    this.master = needed.master
    this.appName = needed.appName
    this.#createdAt = creationSite()
    const logger = lazyLogger(this.#level)
    this.#files = programFiles(settings.get(FILES), logger)
    try {
      claimProcess<SparkContext>({ context: this, createdAt: this.#createdAt })
    } catch (error) {
      this.#files.close()
      throw error
    }

    if (settings.get(LOG_CONF)) logger.info(describeConf(settings))
    const clock = new SystemClock({ keepAlive: false })
    this.#bus = new ListenerBus({ logger })
    this.#status = new StatusTracker(this.#bus)
    if (settings.get(SHOW_PROGRESS)) {
      const bar = new ProgressBar(this.#bus, clock, process.stderr)
      this.#bus.on('applicationEnd', () => bar.stop())
    }
    this.#broadcasts = new DriverBroadcasts({
      ...broadcastSettingsFrom(settings),
      forget: (id) => this.#keepAlive.during(async () => (await this.#driver).removeBroadcast(id)),
      site: creationSite,
    })
    this.#cleaner = settings.get(REFERENCE_TRACKING)
      ? new ContextCleaner({
          cleanUp: {
            removeRdd: async (id) => (await this.#driver).removeRdd(id),
            removeShuffle: async (id) => (await this.#driver).removeShuffle(id),
            removeBroadcast: (id) => this.#broadcasts.clean(id),
          },
          clock,
          logger,
          gcAfter: settings.get(GC_AFTER),
          periodicGcMs: settings.get(PERIODIC_GC_INTERVAL),
          collectGarbage,
        })
      : undefined
    this.#accumulators = new AccumulatorRegistry(logger)
    const parts = {
      accumulators: this.#accumulators,
      broadcasts: this.#broadcasts,
      cleaner: this.#cleaner,
      files: this.#files,
      classes: this.#classes,
      conf: settings,
      appName: this.appName,
      bus: this.#bus,
      logger,
      clock,
      ids: nanoid,
      stopping: this.#abort.signal,
    }
    // Who waits for it keeps the process alive; a program that failed meanwhile ends at once.
    const start = () => startDriver(parts, master, (error) => void this.#abandon(error))
    const extra = settings.get(EXTRA_LISTENERS)
    this.#driver =
      extra === undefined ? start() : addExtraListeners(extra, this.#bus, settings).then(start)
    this.#context = new DriverContext({
      conf: settings,
      driver: this.#driver,
      files: this.#files,
      keepAlive: this.#keepAlive,
      clock,
      assertActive: () => this.#assertActive(),
    })
    setFilesRoot(this.#files.root)
    this.#release = guardExit((when) => this.#stopAt(when))
    this.#registered = this.#driver.then((driver) => this.#onStarted(driver))
    // Who does not look at `ready` hears of the failure from the first action.
    this.#registered.catch(() => {})
  }

  /** The running context of this process, or a new one. */
  static getOrCreate(conf?: SparkConf): SparkContext {
    return activeContext<SparkContext>()?.context ?? new SparkContext(conf)
  }

  /** What the closure package says of a closure that captures a context. */
  get [Symbol.for('firesteel.deny') as never](): string {
    return 'it is the SparkContext, which lives on the driver: use it there and capture results'
  }

  /** Settles when the application is registered; rejects when it cannot be. */
  get ready(): Promise<void> {
    return this.#keepAlive.during(() => this.#registered)
  }

  /** A copy of the settings. */
  get conf(): SparkConf {
    return this.#conf.clone()
  }

  /** What the Master calls this application; rejects as `ready` does. */
  get applicationId(): Promise<string> {
    return this.#keepAlive.during(async () => (await this.#driver).applicationId)
  }

  /** Partitions of a dataset when nothing says otherwise. */
  get defaultParallelism(): Promise<number> {
    return Promise.resolve(this.#context.defaultParallelism)
  }

  get isStopped(): boolean {
    return this.#stopping !== undefined
  }

  /** Whether tasks run in this process (`local`, `local[4]`). */
  get isLocal(): boolean {
    return this.#isLocal
  }

  /** The version of this installation. */
  get version(): string {
    return VERSION
  }

  /** Partitions of files when nothing says otherwise, at least: two, or one where there is one slot. */
  get defaultMinPartitions(): Promise<number> {
    return this.defaultParallelism.then((slots) => Math.min(slots, 2))
  }

  /** The files and directories that were added, as absolute paths. */
  listFiles(): readonly string[] {
    return this.#files.paths
  }

  /** What is kept of each persisted dataset of which anything is, over all executors. */
  async getRDDStorageInfo(): Promise<RddStorage[]> {
    return this.#ask(({ blocks }) => [...blocks.rddStorage().values()])
  }

  /** What each executor has for kept partitions and how much of it is free, in bytes, by `host:port`. */
  async getExecutorMemoryStatus(): Promise<
    Map<string, { readonly maxMemory: number; readonly remainingMemory: number }>
  > {
    const executors = await this.#ask(({ blocks }) => blocks.storageMemory())
    return new Map(
      executors.map(({ location: { host, port }, maxMemory, remainingMemory }) => [
        `${host}:${port}`,
        { maxMemory, remainingMemory },
      ]),
    )
  }

  /** Which jobs and stages run now. */
  get statusTracker(): StatusTracker {
    return this.#status
  }

  /** A dataset of the elements of a collection, cut into `slices` partitions. */
  parallelize<T>(data: Iterable<T>, slices?: number): Rdd<T> {
    return this.#rdd(parallelize(this.#context, data, slices))
  }

  /** As Spark's other name for {@link parallelize}. */
  makeRDD<T>(data: Iterable<T>, slices?: number): Rdd<T>
  /** One partition per element, each with the hosts that it is best computed on. */
  makeRDD<T>(
    data: Iterable<T>,
    options: { readonly locations: readonly (readonly string[])[] },
  ): Rdd<T>
  makeRDD<T>(
    data: Iterable<T>,
    wish?: number | { readonly locations: readonly (readonly string[])[] },
  ): Rdd<T> {
    return this.#rdd(parallelize(this.#context, data, wish))
  }

  /** The numbers from `start` (inclusive) to `end` (exclusive); with one number, from 0 to it. */
  range(start: number, end?: number, step = 1, slices?: number): Rdd<number> {
    const bounds = end === undefined ? { start: 0, end: start, step } : { start, end, step }
    return this.#rdd(range(this.#context, bounds, slices))
  }

  /**
   * The lines of a file, of the files of a directory, or of those that a pattern matches; with
   * `{ delimiter }`, what lies between delimiters instead.
   */
  textFile(path: string, options?: number | TextOptions): Rdd<string> {
    return this.#rdd(textFile(this.#context, 'textFile', path, options))
  }

  /** Files as pairs of their path and a stream, whose `bytes()` reads the file inside the task. */
  binaryFiles(
    path: string,
    minPartitions?: number,
  ): Rdd<[path: string, content: PortableDataStream]> {
    return this.#rdd(binaryFiles(this.#context, path, minPartitions))
  }

  /** The records of files that hold nothing but records of `recordLength` bytes. */
  binaryRecords(path: string, recordLength: number): Rdd<Buffer> {
    return this.#rdd(binaryRecords(this.#context, path, recordLength))
  }

  /** Files as pairs of path and whole text. */
  wholeTextFiles(path: string, minPartitions?: number): Rdd<[path: string, text: string]> {
    return this.#rdd(textFile(this.#context, 'wholeTextFiles', path, minPartitions))
  }

  /** The records that `saveAsObjectFile` wrote; `classes` are those that instances among them have. */
  objectFile<T>(
    path: string,
    options: { readonly classes?: readonly Function[] | undefined } = {},
  ): Rdd<T> {
    return this.#rdd(objectFile(this.#context, path, options.classes ?? []))
  }

  /** A dataset without partitions. */
  emptyRDD<T>(): Rdd<T> {
    return this.#rdd(emptyRdd(this.#context))
  }

  /** All records of all datasets, duplicates and all, in this order. */
  union<T>(rdds: readonly Rdd<T>[]): Rdd<T> {
    const [first = this.emptyRDD<T>(), ...others] = rdds
    return others.length === 0 ? first : first.union(...others)
  }

  /**
   * What `fn` makes of each partition asked for (all of them unless said), in their order; `onResult` hears
   * of each as it comes in. A partition that does not exist is an error that says how many there are.
   */
  async runJob<T, R>(
    rdd: Rdd<T>,
    fn: (records: Iterable<T>) => R,
    partitions?: readonly number[],
    onResult?: (index: number, result: R) => void,
  ): Promise<R[]> {
    const answers = rdd.mapPartitions((records: Iterable<T>) => [fn(records)])
    return this.#context.runOn<R>(answers.lineage, partitions, { onResult })
  }

  /** As {@link runJob}, but it can be called off. */
  submitJob<T, R>(
    rdd: Rdd<T>,
    fn: (records: Iterable<T>) => R,
    partitions?: readonly number[],
    onResult?: (index: number, result: R) => void,
  ): FutureAction<R[]> {
    const { lineage } = rdd.mapPartitions((records: Iterable<T>) => [fn(records)])
    return new FutureAction(({ signal, onJobId }) =>
      this.#context.runOn<R>(lineage, partitions, { onResult, signal, onJobId }),
    )
  }

  /** As {@link runJob} over all partitions; resolves after `timeoutMs` at the latest, with what the evaluator knows then. */
  runApproximateJob<T, R, A>(
    rdd: Rdd<T>,
    fn: (records: Iterable<T>) => R,
    evaluator: ApproximateEvaluator<R, A>,
    timeoutMs: number,
  ): Promise<PartialResult<A>> {
    const answers = rdd.mapPartitions((records: Iterable<T>) => [fn(records)])
    const plan = {
      name: 'runApproximateJob',
      action: { kind: 'collect' },
      confidence: 1,
      merge: ([result]: readonly unknown[]) => evaluator.merge(result as R),
      current: () => evaluator.currentResult(),
    } as const
    return runApproximate(answers, plan, timeoutMs)
  }

  /** A sum of whole numbers that tasks add to; observers see it when it has a name. */
  longAccumulator(name?: string): LongAccumulator {
    return this.register(new LongAccumulator(), name)
  }

  /** A sum of numbers that tasks add to. */
  doubleAccumulator(name?: string): DoubleAccumulator {
    return this.register(new DoubleAccumulator(), name)
  }

  /** A list that tasks add to. */
  collectionAccumulator<T>(name?: string): CollectionAccumulator<T> {
    return this.register(new CollectionAccumulator<T>(), name)
  }

  /** Makes an accumulator of the user's own ready to be captured; once for each. */
  register<A extends AccumulatorV2<never, unknown>>(accumulator: A, name?: string): A {
    this.#assertActive()
    this.#accumulators.register(accumulator, name)
    return accumulator
  }

  /**
   * Adds a file, or with `recursive` a directory, that tasks find with `SparkFiles.get(name)`. It is copied
   * now; the same path a second time is ignored with a warning. Throws {@link AddFileError}.
   */
  addFile(path: string, recursive = false): void {
    this.#assertActive()
    this.#files.add(path, recursive)
  }

  /**
   * A read-only value that every executor gets once; closures read its `value`. It is copied now. Throws for a
   * dataset or a context, and for what a record could not hold either, with the path to it.
   */
  broadcast<T>(value: T): Broadcast<T> {
    this.#assertActive()
    const broadcast = broadcastOf(value, this.#broadcasts, this.#classes)
    this.#cleaner?.watchBroadcast(broadcast, broadcast.id)
    return broadcast
  }

  /**
   * Where checkpoints go: a directory of this application's own is made below `dir`, which the driver and
   * all executors have to see.
   */
  setCheckpointDir(dir: string): void {
    this.#assertActive()
    this.#context.checkpointDir = makeCheckpointDirectory(dir)
  }

  /** The application's own directory for checkpoints, if there is one. */
  getCheckpointDir(): string | undefined {
    return this.#context.checkpointDir
  }

  /** Says which of ALL, DEBUG, INFO, WARN, ERROR and OFF the driver writes to standard error. */
  setLogLevel(level: string): void {
    this.#level.level = logLevelOf(level)
  }

  /** Tells `listener` what happens from now on; returns what ends that. */
  addSparkListener(listener: SparkListener): () => void {
    this.removeSparkListener(listener)
    const remove = this.#bus.addListener(listener)
    this.#listeners.set(listener, remove)
    return () => this.removeSparkListener(listener)
  }

  /** Tells `listener` nothing any more; one that hears nothing is ignored. */
  removeSparkListener(listener: SparkListener): void {
    this.#listeners.get(listener)?.()
    this.#listeners.delete(listener)
  }

  /**
   * A property that jobs carry to their tasks: those that the calling function, and what it calls or
   * begins from here on, asks for. Undefined removes it.
   */
  setLocalProperty(name: string, value: string | undefined): void {
    this.#context.properties.set(name, value)
  }

  getLocalProperty(name: string): string | undefined {
    return this.#context.properties.current[name]
  }

  /** Puts the jobs that are asked for from here on into a group that can be cancelled as one. */
  setJobGroup(groupId: string, description: string, interruptOnCancel = false): void {
    this.setLocalProperty(JobProperty.group, groupId)
    this.setLocalProperty(JobProperty.description, description)
    this.setInterruptOnCancel(interruptOnCancel)
  }

  clearJobGroup(): void {
    const { group, description, interruptOnCancel } = JobProperty
    for (const name of [group, description, interruptOnCancel]) {
      this.setLocalProperty(name, undefined)
    }
  }

  /** What lists of jobs show for those that are asked for from here on; undefined takes it away. */
  setJobDescription(description: string | undefined): void {
    this.setLocalProperty(JobProperty.description, description)
  }

  /** Whether the threads of a job's tasks are terminated when it ends early, from here on. */
  setInterruptOnCancel(interruptOnCancel: boolean): void {
    this.setLocalProperty(JobProperty.interruptOnCancel, String(interruptOnCancel))
  }

  /** The pools that jobs share the cluster through when `spark.scheduler.mode` is FAIR. */
  async getAllPools(): Promise<PoolInfo[]> {
    return this.#ask((driver) => driver.pools())
  }

  /** One of them; undefined when neither a file nor a job named it so far. */
  async getPoolForName(name: string): Promise<PoolInfo | undefined> {
    return (await this.getAllPools()).find((pool) => pool.name === name)
  }

  /** Marks the jobs that are asked for from here on. Throws a TypeError for a text with a comma, or none. */
  addJobTag(tag: string): void {
    const tags = new Set(tagsOf(this.getLocalProperty(JobProperty.tags))).add(checkedTag(tag))
    this.setLocalProperty(JobProperty.tags, tagsText([...tags]))
  }

  removeJobTag(tag: string): void {
    checkedTag(tag)
    const others = [...this.getJobTags()].filter((each) => each !== tag)
    this.setLocalProperty(JobProperty.tags, tagsText(others))
  }

  /** The tags that jobs get here. */
  getJobTags(): ReadonlySet<string> {
    return new Set(tagsOf(this.getLocalProperty(JobProperty.tags)))
  }

  clearJobTags(): void {
    this.setLocalProperty(JobProperty.tags, undefined)
  }

  /** Ends a running job: its action rejects. Unknown ones are ignored. */
  async cancelJob(jobId: number, reason?: string): Promise<void> {
    await this.#ask((driver) => driver.dag.cancelJob(jobId, reason))
  }

  /** Ends the running jobs of a group: their actions reject. */
  async cancelJobGroup(groupId: string): Promise<void> {
    await this.#ask((driver) => driver.dag.cancelJobGroup(groupId))
  }

  /** Ends the running jobs that carry a tag: their actions reject. */
  async cancelJobsWithTag(tag: string): Promise<void> {
    checkedTag(tag)
    await this.#ask((driver) => driver.dag.cancelJobsWithTag(tag))
  }

  /** Ends every job that needs a running stage. */
  async cancelStage(stageId: number, reason?: string): Promise<void> {
    await this.#ask((driver) => driver.dag.cancelStage(stageId, reason))
  }

  /** The executors that registered and are not gone; none in local mode. */
  async getExecutorIds(): Promise<readonly string[]> {
    return this.#ask(({ executors }) => executors?.ids() ?? [])
  }

  /** Asks the cluster for so many more executors; false when it did not hear, and in local mode. */
  async requestExecutors(additional: number): Promise<boolean> {
    return this.#ask((driver) => driver.executors?.control.requestExecutors(additional) ?? false)
  }

  /**
   * Asks the cluster for so many executors in all; fewer than there are ends none, but none that ends is
   * replaced. False when the cluster did not hear, and in local mode.
   */
  async requestTotalExecutors(total: number): Promise<boolean> {
    return this.#ask((driver) => driver.executors?.control.requestTotalExecutors(total) ?? false)
  }

  /**
   * Ends executors, busy ones too, and wants no others in their place; what ran there runs elsewhere, which
   * counts as nobody's failure. False when none of them will go.
   */
  async killExecutors(executorIds: readonly string[]): Promise<boolean> {
    const how = { adjustTarget: true, force: true }
    const going = await this.#ask(({ executors }) =>
      executors?.control.killExecutors(executorIds, how),
    )
    return (going?.length ?? 0) > 0
  }

  /** {@link killExecutors} for one. */
  killExecutor(executorId: string): Promise<boolean> {
    return this.killExecutors([executorId])
  }

  /** Lets executors leave in order: they end their tasks and hand on what they store. False when none will go. */
  async decommissionExecutors(executorIds: readonly string[]): Promise<boolean> {
    const how = { adjustTarget: true }
    const going = await this.#ask(({ executors }) =>
      executors?.control.decommissionExecutors(executorIds, how),
    )
    return (going?.length ?? 0) > 0
  }

  /** Ends every running job: their actions reject. */
  async cancelAllJobs(): Promise<void> {
    await this.#ask((driver) => driver.dag.cancelAllJobs())
  }

  /**
   * Ends one attempt of a task, which is tried again elsewhere; resolves with whether it ran.
   * Without `interruptThread` it ends between two records, with it its thread is terminated if need be.
   */
  async killTaskAttempt(
    taskId: number,
    interruptThread = true,
    reason = 'killed via SparkContext.killTaskAttempt',
  ): Promise<boolean> {
    return this.#ask((driver) => driver.killTaskAttempt(taskId, interruptThread, reason))
  }

  /** Ends jobs, executors and connections; resolves when they are gone. May be called again. */
  stop(): Promise<void> {
    return this.#stopAt(creationSite())
  }

  /** As {@link stop}, at the end of an `await using` block. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  #rdd<T>(lineage: Rdd<T>['lineage']): Rdd<T> {
    return new Rdd<T>(this.#context, lineage)
  }

  #onStarted(driver: Driver): void {
    this.#started = driver
    this.#bus.post({
      type: 'applicationStart',
      time: Date.now(),
      appName: this.appName,
      appId: driver.applicationId,
      user: this.sparkUser,
    })
  }

  #stopAt(site: string): Promise<void> {
    this.#stopping ??= { site, done: this.#keepAlive.during(() => this.#stop(site)) }
    return this.#stopping.done
  }

  async #stop(site: string): Promise<void> {
    this.#release()
    this.#cleaner?.stop()
    this.#abort.abort(new ContextStoppedError(this.#createdAt, site))
    try {
      const driver = await this.#driver.catch(() => undefined)
      if (this.#started !== undefined) this.#bus.post({ type: 'applicationEnd', time: Date.now() })
      await driver?.stop()
      await this.#bus.stop()
    } finally {
      setFilesRoot(undefined)
      this.#files.close()
      releaseProcess(this)
    }
  }

  /** The cluster gave the application up: what runs has failed, what comes is told why. */
  async #abandon(error: Error): Promise<void> {
    this.#context.fail(new ClusterError(this.master, error))
    await this.stop()
  }

  /** What the driver answers once it runs; the process lives until then. */
  async #ask<T>(question: (driver: Driver) => T | Promise<T>): Promise<T> {
    this.#assertActive()
    return this.#keepAlive.during(async () => await question(await this.#driver))
  }

  #assertActive(): void {
    if (this.#stopping !== undefined) {
      throw new ContextStoppedError(this.#createdAt, this.#stopping.site)
    }
  }
}
