export type {
  AccumulatorMerger,
  RemainsWatcher,
  DagSchedulerOptions,
  RunJobOptions,
  TaskSubmitter,
} from './options.js'
export type { StageCompiler } from './stage-compiler.js'
export type { CachedBlock, CachedBlocks } from './cached-blocks.js'
export { DagScheduler, JOB_GROUP, JOB_TAGS } from './dag-scheduler.js'
export { JobCancelledError, JobFailedError, JobResultError } from './errors.js'
export type { JobFailure } from './errors.js'
export { dagSchedulerSettingsFrom } from './conf.js'
export { OutputCommitCoordinator } from './output-commit-coordinator.js'
export type { CommitAttempt } from './output-commit-coordinator.js'
export { planStages } from './plan-stages.js'
export type { PlannedStage } from './plan-stages.js'
export type { DagGauges, ProcessingTime } from './gauges.js'
