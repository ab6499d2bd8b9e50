import type { ListenerBus, StageInfo } from '@firesteel/listener-bus'
import { JobProperty, tagsOf } from './job-properties.js'

/** A job that runs. */
export interface ActiveJob {
  readonly jobId: number
  readonly group: string | undefined
  readonly tags: readonly string[]
  readonly stageIds: readonly number[]
}

/** An executor that is there. */
export interface ActiveExecutor {
  readonly executorId: string
  readonly host: string
  readonly totalCores: number
  readonly runningTasks: number
}

/** A stage that runs. */
export interface ActiveStage {
  readonly stageId: number
  readonly name: string
  readonly numTasks: number
  readonly activeTasks: number
  readonly completedTasks: number
  readonly failedTasks: number
}

interface StageCounts {
  readonly info: StageInfo
  active: number
  completed: number
  failed: number
}

/**
 * What runs now, a little behind: it hears of it as every listener does.
 * @see org.apache.spark.SparkStatusTracker
 */
export class StatusTracker {
  readonly #jobs = new Map<number, ActiveJob>()
  readonly #stages = new Map<number, StageCounts>()
  readonly #executors = new Map<string, ActiveExecutor>()

  constructor(bus: Pick<ListenerBus, 'on'>) {
    bus.on('jobStart', ({ jobId, stages, properties }) => {
      const stageIds = stages.map(({ stageId }) => stageId)
      const group = properties[JobProperty.group]
      const tags = tagsOf(properties[JobProperty.tags])
      this.#jobs.set(jobId, { jobId, group, tags, stageIds })
    })
    bus.on('jobEnd', ({ jobId }) => {
      this.#jobs.delete(jobId)
    })
    bus.on('stageSubmitted', ({ stage }) => {
      this.#stages.set(stage.stageId, { info: stage, active: 0, completed: 0, failed: 0 })
    })
    bus.on('stageCompleted', ({ stage: { stageId, stageAttemptId } }) => {
      if (this.#attempt(stageId, stageAttemptId) !== undefined) this.#stages.delete(stageId)
    })
    bus.on('executorAdded', ({ executorId, info: { host, totalCores } }) => {
      this.#executors.set(executorId, { executorId, host, totalCores, runningTasks: 0 })
    })
    bus.on('executorRemoved', ({ executorId }) => {
      this.#executors.delete(executorId)
    })
    bus.on('taskStart', ({ task }) => this.#count(task.executorId, 1))
    bus.on('taskEnd', ({ task, reason }) => {
      // It ended before, and its output is lost.
      if (reason.kind !== 'Resubmitted') this.#count(task.executorId, -1)
    })
    bus.on('taskStart', ({ stageId, stageAttemptId }) => {
      const stage = this.#attempt(stageId, stageAttemptId)
      if (stage !== undefined) stage.active++
    })
    bus.on('taskEnd', ({ stageId, stageAttemptId, reason }) => {
      const stage = this.#attempt(stageId, stageAttemptId)
      if (stage === undefined) return
      stage.active--
      if (reason.kind === 'Success') stage.completed++
      else stage.failed++
    })
  }

  /** Ids of the jobs that run, in the order of their start. */
  getActiveJobIds(): number[] {
    return [...this.#jobs.keys()]
  }

  /** Ids of the running jobs of a group; null names those of none. */
  getJobIdsForGroup(group: string | null): number[] {
    return [...this.#jobs.values()]
      .filter((job) => (job.group ?? null) === group)
      .map(({ jobId }) => jobId)
  }

  /** Ids of the running jobs that carry a tag. */
  getJobIdsForTag(tag: string): number[] {
    return [...this.#jobs.values()]
      .filter(({ tags }) => tags.includes(tag))
      .map(({ jobId }) => jobId)
  }

  /** The executors that are there, in the order in which they came. */
  getExecutorInfos(): ActiveExecutor[] {
    return [...this.#executors.values()]
  }

  /** A job that runs; undefined for any other. */
  getJobInfo(jobId: number): ActiveJob | undefined {
    return this.#jobs.get(jobId)
  }

  /** Ids of the stages that run. */
  getActiveStageIds(): number[] {
    return [...this.#stages.keys()]
  }

  /** A stage that runs; undefined for any other. */
  getStageInfo(stageId: number): ActiveStage | undefined {
    const stage = this.#stages.get(stageId)
    if (stage === undefined) return undefined
    const { info, active, completed, failed } = stage
    return {
      stageId,
      name: info.name,
      numTasks: info.numTasks,
      activeTasks: active,
      completedTasks: completed,
      failedTasks: failed,
    }
  }

  #count(executorId: string, more: number): void {
    const known = this.#executors.get(executorId)
    if (known === undefined) return
    this.#executors.set(executorId, { ...known, runningTasks: known.runningTasks + more })
  }

  /** A stage, if it is this attempt of it that runs: tasks of earlier ones may still end. */
  #attempt(stageId: number, stageAttemptId: number): StageCounts | undefined {
    const stage = this.#stages.get(stageId)
    return stage?.info.stageAttemptId === stageAttemptId ? stage : undefined
  }
}
