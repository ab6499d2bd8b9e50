import type { Job } from './job.js'
import { OutputCommitCoordinator } from './output-commit-coordinator.js'
import type { Stage } from './stage.js'

/** What the scheduler knows between two events. Empty again whenever no job is active. */
export class DagState {
  /** Whose output may be put in its place. */
  readonly commits: OutputCommitCoordinator
  readonly jobs = new Map<number, Job>()
  readonly stages = new Map<number, Stage>()
  /** By the shuffle they write. */
  readonly mapStages = new Map<number, Stage>()
  /** Wait for a parent. */
  readonly waiting = new Set<Stage>()
  readonly running = new Set<Stage>()
  /** Could not read their inputs, or wrote what was lost: to be tried again. */
  readonly failed = new Set<Stage>()
  /** Counts losses of outputs; outputs of a task that began before a loss there are not trusted. */
  epoch = 0
  readonly executorFailureEpochs = new Map<string, number>()

  constructor(commits = new OutputCommitCoordinator()) {
    this.commits = commits
  }

  /** How many things are kept, by name. */
  sizes(): Readonly<Record<string, number>> {
    return {
      jobs: this.jobs.size,
      stages: this.stages.size,
      mapStages: this.mapStages.size,
      waiting: this.waiting.size,
      running: this.running.size,
      failed: this.failed.size,
      commits: this.commits.size,
      executorFailureEpochs: this.executorFailureEpochs.size,
    }
  }

  /** The job is over: forgets it, and the stages that no other job needs. */
  forgetJob(job: Job): void {
    this.jobs.delete(job.jobId)
    for (const stage of job.stages) {
      stage.jobs.delete(job)
      if (stage.jobs.size > 0) continue
      this.stages.delete(stage.id)
      this.commits.stageEnd(stage.id)
      if (stage.shuffle !== undefined) this.mapStages.delete(stage.shuffle.shuffleId)
      this.waiting.delete(stage)
      this.running.delete(stage)
      this.failed.delete(stage)
    }
    if (this.jobs.size === 0) this.executorFailureEpochs.clear()
  }
}
