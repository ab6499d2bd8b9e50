import { isPersisted } from '@firesteel/storage-level'
import type { DagContext } from './context.js'
import { failJob, finishJob } from './job-life.js'
import type { Job } from './job.js'
import { planStages } from './plan-stages.js'
import { Stage } from './stage.js'
import { submitStage } from './submit-stage.js'

/** Accepts a job: makes the stages that do not exist yet, and begins with those that can run. */
export function submitJob(context: DagContext, job: Job): void {
  const { state, cached, clock, logger } = context
  const { description, jobId } = job
  state.jobs.set(jobId, job)
  cached.forget()
  if (description.partitions.length > 0) {
    try {
      job.stages = stagesOf(context, job)
    } catch (error) {
      failJob(context, job, error instanceof Error ? error : new Error(String(error)))
      return
    }
  }
  const { length } = description.partitions
  logger.info({ jobId, tasks: length }, `job ${jobId}: ${description.callSite.short}`)
  context.tell({
    type: 'jobStart',
    time: clock.now(),
    jobId,
    stages: job.stages.map((stage) => stage.info),
    properties: job.properties,
  })
  const last = job.stages.at(-1)
  if (last === undefined) finishJob(context, job)
  else submitStage(context, last)
}

/** The stages behind a job, parents first; map stages that another job has made are shared. */
function stagesOf(context: DagContext, job: Job): Stage[] {
  const { state, outputs } = context
  const planned = planStages(job.description.rdd)
  const stages = planned.map((plan) => {
    const known = plan.shuffle && state.mapStages.get(plan.shuffle.shuffleId)
    if (known !== undefined) return known
    const parents = plan.reads.flatMap((read) => state.mapStages.get(read.shuffleId) ?? [])
    for (const node of plan.nodes) {
      if (isPersisted(node.storageLevel)) context.remains?.persisted(node)
    }
    const stage = new Stage(context.nextStageId(), plan, { job, parents })
    if (plan.shuffle !== undefined) {
      const { shuffleId, partitioner } = plan.shuffle
      state.mapStages.set(shuffleId, stage)
      context.remains?.shuffle(plan.shuffle)
      // Its outputs may be there from an earlier job.
      if (!outputs.containsShuffle(shuffleId)) {
        outputs.registerShuffle(shuffleId, stage.numTasks, partitioner.numPartitions)
      }
    }
    return stage
  })
  for (const stage of stages) {
    state.stages.set(stage.id, stage)
    stage.jobs.add(job)
  }
  return stages
}
