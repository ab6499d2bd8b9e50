import { isPersisted } from '@firesteel/storage-level'
import type { DagContext } from './context.js'
import { checkBarriers } from './barrier.js'
import { BarrierRefusedError } from './errors.js'
import { failJob, finishJob } from './job-life.js'
import type { Job } from './job.js'
import { type PlannedStage, planStages } from './plan-stages.js'
import { Stage } from './stage.js'
import { submitStage } from './submit-stage.js'

const TOO_FEW_SLOTS =
  'Barrier execution mode does not allow run a barrier stage that requires more slots than the total number of slots in the cluster currently. Please init a new cluster with more cores or repartition the input RDD(s) to reduce the number of slots required to run this barrier stage.'

/** Accepts a job: makes the stages that do not exist yet, and begins with those that can run. */
export function submitJob(context: DagContext, job: Job, check = 0): void {
  const { state, cached, clock, logger } = context
  const { description, jobId } = job
  // Cancelled while it waited for slots.
  if (check > 0 && !state.jobs.has(jobId)) return
  state.jobs.set(jobId, job)
  cached.forget()
  if (description.partitions.length > 0) {
    try {
      const planned = planStages(description.rdd)
      if (checkBarriers(context, planned, job) === 'too few slots') {
        waitForSlots(context, job, check)
        return
      }
      job.stages = stagesOf(context, job, planned)
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

/** Not all tasks of a barrier stage have a slot: executors may still come. */
function waitForSlots(context: DagContext, job: Job, check: number): void {
  const { barrier, clock, logger } = context
  const { jobId } = job
  if (check >= barrier.maxChecks) {
    failJob(context, job, new BarrierRefusedError(TOO_FEW_SLOTS))
    return
  }
  const slots = barrier.slots()
  logger.warn(
    { jobId, slots, checked: check },
    `job ${jobId} has a barrier stage with more tasks than the ${slots} slots of the cluster, and they must all run at once; looking again in ${barrier.checkIntervalMs} ms`,
  )
  clock.after(barrier.checkIntervalMs, () =>
    context.post({ type: 'jobSubmitted', job, check: check + 1 }),
  )
}

/** The stages behind a job, parents first; map stages that another job has made are shared. */
function stagesOf(context: DagContext, job: Job, planned: readonly PlannedStage[]): Stage[] {
  const { state, outputs } = context
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
