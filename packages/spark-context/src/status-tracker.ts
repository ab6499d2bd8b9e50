import type { ListenerBus, StageInfo } from '@firesteel/listener-bus'

/** A job that runs. */
export interface ActiveJob {
  readonly jobId: number
  readonly group: string | undefined
  readonly stageIds: readonly number[]
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

  constructor(bus: Pick<ListenerBus, 'on'>) {
    bus.on('jobStart', ({ jobId, stages, properties }) => {
      const stageIds = stages.map(({ stageId }) => stageId)
      this.#jobs.set(jobId, { jobId, group: properties['spark.jobGroup.id'], stageIds })
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

  /** A stage, if it is this attempt of it that runs: tasks of earlier ones may still end. */
  #attempt(stageId: number, stageAttemptId: number): StageCounts | undefined {
    const stage = this.#stages.get(stageId)
    return stage?.info.stageAttemptId === stageAttemptId ? stage : undefined
  }
}
