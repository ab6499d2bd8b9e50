import type { StageInfo } from '@firesteel/listener-bus'
import {
  isBarrierStage,
  type Lineage,
  numPartitionsOf,
  outputDeterminism,
  type ShuffleDependency,
  type Stage as StageBody,
  shuffleOutput,
} from '@firesteel/rdd-core'
import type { Job } from './job.js'
import type { PlannedStage } from './plan-stages.js'

/** A stage and its attempts, for as long as a job needs it. @see org.apache.spark.scheduler.Stage */
export class Stage {
  readonly id: number
  readonly plan: PlannedStage
  readonly body: StageBody
  /** Stages that write what this one reads. */
  readonly parents: readonly Stage[]
  /** The jobs that need it, the first of them included. */
  readonly jobs = new Set<Job>()
  readonly firstJobId: number
  /** Of the job's last stage: the job. */
  readonly resultOf: Job | undefined
  /** Partitions of the running attempt that have not ended; of a map stage. */
  readonly pendingPartitions = new Set<number>()
  /** Attempts in a row that could not read their inputs. */
  readonly failedAttempts = new Set<number>()
  nextAttemptId = 0
  /** Results of earlier attempts were made of records that are no more. */
  firstTrustedAttempt = 0
  #isBarrier: boolean | undefined
  #isIndeterminate: boolean | undefined
  readonly #epochs = new Map<number, number>()
  info: StageInfo

  constructor(
    id: number,
    plan: PlannedStage,
    { job, parents }: { readonly job: Job; readonly parents: readonly Stage[] },
  ) {
    const { rdd, shuffle } = plan
    this.id = id
    this.plan = plan
    this.parents = parents
    this.firstJobId = job.jobId
    this.resultOf = shuffle === undefined ? job : undefined
    const { action, callSite } = job.description
    this.body = {
      rdd,
      output: shuffle === undefined ? { kind: 'result', action } : shuffleOutput(shuffle),
    }
    const site = shuffle === undefined ? callSite : rdd.callSite
    this.info = {
      stageId: id,
      stageAttemptId: 0,
      name: site.short,
      details: site.long,
      numTasks: this.numTasks,
      parentIds: parents.map((parent) => parent.id),
      rddIds: plan.nodes.map((node) => node.id),
      shuffleId: shuffle?.shuffleId,
    }
  }

  get rdd(): Lineage {
    return this.plan.rdd
  }

  get shuffle(): ShuffleDependency | undefined {
    return this.plan.shuffle
  }

  get numTasks(): number {
    return this.resultOf?.description.partitions.length ?? numPartitionsOf(this.plan.rdd)
  }

  /** Whether its tasks run all at the same time, or none. */
  get isBarrier(): boolean {
    this.#isBarrier ??= isBarrierStage(this.plan.nodes)
    return this.#isBarrier
  }

  /** Whether another attempt gives other records: then attempts must not be mixed. */
  get isIndeterminate(): boolean {
    this.#isIndeterminate ??= outputDeterminism(this.plan.rdd) === 'INDETERMINATE'
    return this.#isIndeterminate
  }

  /** The newest attempt; -1 before the first. */
  get latestAttemptId(): number {
    return this.nextAttemptId - 1
  }

  /** Notes the loss epoch in which an attempt begins. */
  beginAttempt(attemptId: number, epoch: number): void {
    this.#epochs.set(attemptId, epoch)
    this.pendingPartitions.clear()
  }

  /** The loss epoch in which an attempt began. */
  epochOf(attemptId: number): number {
    return this.#epochs.get(attemptId) ?? 0
  }

  /** As logs show it: `ShuffleMapStage 3 (reduceByKey at app.ts:7)`. */
  toString(): string {
    const kind = this.shuffle === undefined ? 'ResultStage' : 'ShuffleMapStage'
    return `${kind} ${this.id} (${this.info.name})`
  }
}
