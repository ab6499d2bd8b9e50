import { errorFrom } from '@firesteel/errors'
import type { ExecutorInfo, TaskInfo } from '@firesteel/listener-bus'
import { silentLogger } from '@firesteel/logging'
import type { JobDescription } from '@firesteel/rdd-core'
import type {
  ExecutorLossReason,
  SchedulerListener,
  Task,
  TaskEnded,
  TaskFailureCause,
  TaskSet,
} from '@firesteel/task-scheduler'
import type { DagContext } from './context.js'
import { JobCancelledError, whyAborted } from './errors.js'
import type { DagEvent } from './event.js'
import { EventLoop } from './event-loop.js'
import { type DagGauges, ProcessingTimer, gaugesOf } from './gauges.js'
import { abortStage, failJob } from './job-life.js'
import type { Job } from './job.js'
import { forgetOutputsOn, onExecutorLost } from './on-executor-lost.js'
import { onTaskEnd } from './on-task-end.js'
import { OutputCommitCoordinator } from './output-commit-coordinator.js'
import type { DagSchedulerOptions, RunJobOptions } from './options.js'
import { CacheLocations } from './preferred-locations.js'
import { DagState } from './state.js'
import { submitJob } from './submit-job.js'
import { resubmitFailedStages } from './submit-stage.js'

/** The property that puts a job into a group. */
export const JOB_GROUP = 'spark.jobGroup.id'

/** The property that holds a job's tags, separated by commas. */
export const JOB_TAGS = 'spark.job.tags'

const SHUT_DOWN = 'because SparkContext was shut down'

/**
 * Jobs into stages, stages into task sets, lost outputs into new attempts:
 *
 *     runJob → plan → submit what can run → (tasks end) → children of what finished → … → the promise
 *
 * Whatever happens is an event; events are handled one at a time, synchronously, in order. Every job ends:
 * with its result, or with an error once a task or a stage failed too often.
 * @see org.apache.spark.scheduler.DAGScheduler
 */
export class DagScheduler implements SchedulerListener {
  readonly #context: DagContext
  readonly #loop: EventLoop<DagEvent>
  #nextJobId = 0
  #nextStageId = 0
  #stopped = false
  readonly #timer = new ProcessingTimer()

  constructor(options: DagSchedulerOptions) {
    const { taskScheduler, mapOutputs, blocks, compiler, clock } = options
    this.#loop = new EventLoop(
      (event) => this.#timed(event),
      (error) => this.#broken(error),
    )
    this.#context = {
      state: new DagState(new OutputCommitCoordinator(options.logger)),
      cached: new CacheLocations(blocks),
      taskScheduler,
      outputs: mapOutputs,
      blocks,
      compiler,
      accumulators: options.accumulators,
      remains: options.remains,
      clock,
      logger: options.logger ?? silentLogger,
      maxConsecutiveStageAttempts: options.maxConsecutiveStageAttempts ?? 4,
      resubmitDelayMs: options.resubmitDelayMs ?? 200,
      outputsOutliveExecutors: options.outputsOutliveExecutors ?? false,
      barrier: {
        dynamicAllocation: options.dynamicAllocation ?? false,
        slots: () => taskScheduler.concurrentTasks,
        checkIntervalMs: options.barrierCheckIntervalMs ?? 15_000,
        maxChecks: options.maxBarrierChecks ?? 40,
      },
      nextStageId: () => this.#nextStageId++,
      tell: (event) => options.listenerBus?.post(event),
      post: (event) => this.#loop.post(event),
    }
    taskScheduler.setListener(this)
  }

  /** Runs a job to its end. Jobs run at the same time; each one's stages that can run, do. */
  runJob<R>(description: JobDescription<R>, options: RunJobOptions = {}): Promise<R> {
    const { partitions, callSite, signal } = description
    const jobId = this.#nextJobId++
    description.onJobId?.(jobId)
    if (this.#stopped) return Promise.reject(new JobCancelledError(jobId, SHUT_DOWN, callSite))
    const cancel = (): void => this.cancelJob(jobId, whyAborted(signal))
    const over = (): void => signal?.removeEventListener('abort', cancel)
    return new Promise<R>((resolve, reject) => {
      const job: Job = {
        jobId,
        description,
        properties: options.properties ?? {},
        outputOf: new Map(partitions.map((partition, output) => [partition, output])),
        finished: new Uint8Array(partitions.length),
        finishedCount: 0,
        stages: [],
        resolve: (value) => {
          over()
          resolve(value as R)
        },
        reject: (error) => {
          over()
          reject(error)
        },
      }
      this.#loop.post({ type: 'jobSubmitted', job })
      if (signal?.aborted) cancel()
      else signal?.addEventListener('abort', cancel)
    })
  }

  /** Ends a job; its promise rejects. Unknown ones are ignored. */
  cancelJob(jobId: number, reason = ''): void {
    this.#loop.post({ type: 'jobCancelled', jobId, reason })
  }

  /** Ends every job of a group (`spark.jobGroup.id`). */
  cancelJobGroup(groupId: string): void {
    this.#loop.post({ type: 'jobGroupCancelled', groupId })
  }

  /** Ends every job that carries a tag (`spark.job.tags`). */
  cancelJobsWithTag(tag: string): void {
    this.#loop.post({ type: 'jobTagCancelled', tag })
  }

  /** Ends every job that needs a stage. */
  cancelStage(stageId: number, reason = `because Stage ${stageId} was cancelled`): void {
    this.#loop.post({ type: 'stageCancelled', stageId, reason })
  }

  /** Ends every job. */
  cancelAllJobs(reason = 'as part of cancellation of all jobs'): void {
    this.#loop.post({ type: 'allJobsCancelled', reason })
  }

  /** Ends every job and takes no more. */
  stop(): void {
    this.#stopped = true
    this.cancelAllJobs(SHUT_DOWN)
  }

  /** Who decides which attempt's output counts. */
  get commits(): Pick<OutputCommitCoordinator, 'canCommit'> {
    return this.#context.state.commits
  }

  /** What it is busy with, and has been, by the names of Spark's metrics. */
  gauges(): DagGauges {
    return gaugesOf(this.#context.state, this.#nextJobId, this.#timer.time)
  }

  /** How much is kept, by name; all zero when no job is active. */
  stateSizes(): Readonly<Record<string, number>> {
    return this.#context.state.sizes()
  }

  taskStarted(set: TaskSet, _task: Task, info: TaskInfo): void {
    const { stageId, stageAttemptId } = set
    const time = info.launchTime
    this.#context.tell({ type: 'taskStart', time, stageId, stageAttemptId, task: info })
  }

  taskEnded(end: TaskEnded): void {
    this.#loop.post({ type: 'taskEnded', end })
  }

  taskSetFailed(set: TaskSet, message: string, cause?: TaskFailureCause): void {
    this.#loop.post({ type: 'taskSetFailed', set, message, cause })
  }

  executorAdded(executorId: string, info: ExecutorInfo): void {
    this.#loop.post({ type: 'executorAdded', executorId, info })
  }

  executorLost(executorId: string, reason: ExecutorLossReason): void {
    this.#loop.post({ type: 'executorLost', executorId, reason })
  }

  workerRemoved(workerId: string, host: string, message: string): void {
    this.#loop.post({ type: 'workerRemoved', workerId, host, message })
  }

  #timed(event: DagEvent): void {
    const { clock } = this.#context
    const began = clock.now()
    try {
      this.#handle(event)
    } finally {
      this.#timer.took(clock.now() - began)
    }
  }

  #handle(event: DagEvent): void {
    const context = this.#context
    const { state } = context
    switch (event.type) {
      case 'jobSubmitted':
        return submitJob(context, event.job, event.check)
      case 'taskEnded':
        return onTaskEnd(context, event.end)
      case 'taskSetFailed': {
        const stage = state.stages.get(event.set.stageId)
        if (stage !== undefined) abortStage(context, stage, event.message, event.cause)
        return
      }
      case 'resubmitFailedStages':
        return resubmitFailedStages(context)
      case 'jobCancelled':
        return this.#cancel((job) => job.jobId === event.jobId, event.reason)
      case 'jobGroupCancelled': {
        const { groupId } = event
        const isMember = (job: Job) => job.properties[JOB_GROUP] === groupId
        return this.#cancel(isMember, `part of cancelled job group ${groupId}`)
      }
      case 'jobTagCancelled': {
        const { tag } = event
        const isMember = (job: Job) => job.properties[JOB_TAGS]?.split(',').includes(tag) === true
        return this.#cancel(isMember, `part of cancelled job tag ${tag}`)
      }
      case 'stageCancelled': {
        const jobs = state.stages.get(event.stageId)?.jobs
        return this.#cancel((job) => jobs?.has(job) === true, event.reason)
      }
      case 'allJobsCancelled':
        return this.#cancel(() => true, event.reason)
      case 'executorAdded': {
        const { executorId, info } = event
        state.executorFailureEpochs.delete(executorId)
        return context.tell({ type: 'executorAdded', time: context.clock.now(), executorId, info })
      }
      case 'executorLost':
        return onExecutorLost(context, event.executorId, event.reason)
      case 'workerRemoved':
        return forgetOutputsOn(context, event.host)
    }
  }

  #cancel(isMeant: (job: Job) => boolean, why: string): void {
    for (const job of [...this.#context.state.jobs.values()].filter(isMeant)) {
      const { callSite } = job.description
      failJob(this.#context, job, new JobCancelledError(job.jobId, why, callSite))
    }
  }

  /** A defect of ours: no job may hang for it. */
  #broken(error: unknown): void {
    const failure = errorFrom(error)
    this.#context.logger.error({ err: failure }, 'the DAG scheduler failed; ending all jobs')
    for (const job of this.#context.state.jobs.values()) {
      try {
        failJob(this.#context, job, failure)
      } catch {
        this.#context.state.forgetJob(job)
        job.reject(failure)
      }
    }
  }
}
