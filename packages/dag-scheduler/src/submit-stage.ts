import { errorFrom } from '@firesteel/errors'
import type { Task, TaskSet } from '@firesteel/task-scheduler'
import type { DagContext } from './context.js'
import { failJob } from './job-life.js'
import { isAvailable, missingParents } from './missing-parents.js'
import { missingPartitions } from './missing-tasks.js'
import { preferredLocations } from './preferred-locations.js'
import { rollBackDescendants } from './roll-back.js'
import type { Stage } from './stage.js'
import { markFinished } from './stage-life.js'

/** A task binary beyond this is worth a word: what is captured might better be broadcast. */
const LARGE_BINARY_BYTES = 1_000 * 1_024

/** Runs `stage`, or first what it misses, and so on back; walks without recursion. */
export function submitStage(context: DagContext, stage: Stage): void {
  const { state, cached, outputs } = context
  const ready: Stage[] = []
  const stack = [stage]
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (state.waiting.has(next) || state.running.has(next) || state.failed.has(next)) continue
    if (next.jobs.size === 0 || ready.includes(next)) continue
    const missing = missingParents(next, { cached, outputs, mapStages: state.mapStages })
    if (missing.length === 0) {
      ready.push(next)
      continue
    }
    state.waiting.add(next)
    // The lowest id is taken first.
    stack.push(...missing.reverse())
  }
  for (const each of ready) submitMissingTasks(context, each)
}

/** All tasks of the map stage's attempt are over: its children may run, or what is lost runs again. */
export function finishMapStage(context: DagContext, stage: Stage): void {
  const { state, cached, outputs, logger } = context
  markFinished(context, stage)
  cached.forget()
  if (isAvailable(stage, outputs)) {
    submitWaitingChildren(context, stage)
    return
  }
  logger.info({ stageId: stage.id }, `${String(stage)} runs again: some of its outputs were lost`)
  state.running.delete(stage)
  submitStage(context, stage)
}

function submitWaitingChildren(context: DagContext, parent: Stage): void {
  const { waiting } = context.state
  const children = [...waiting].filter((stage) => stage.parents.includes(parent))
  for (const child of children) waiting.delete(child)
  for (const child of children.sort((a, b) => a.firstJobId - b.firstJobId)) {
    submitStage(context, child)
  }
}

/** Begins an attempt over the partitions that are missing. */
function submitMissingTasks(context: DagContext, stage: Stage): void {
  const { state, compiler, taskScheduler, clock, logger } = context
  forgetFormerAttempts(context, stage)
  // In the order in which they came: the first is the oldest that still needs the stage.
  const [job] = stage.jobs
  if (job === undefined) return
  const { jobId, properties } = job
  const partitions = missingPartitions(stage, context.outputs)
  const attemptId = stage.nextAttemptId++
  stage.beginAttempt(attemptId, state.epoch)
  state.running.add(stage)
  state.commits.stageStart(stage.id)
  const time = clock.now()
  stage.info = {
    ...stage.info,
    stageAttemptId: attemptId,
    numTasks: partitions.length,
    submissionTime: time,
    completionTime: undefined,
    failureReason: undefined,
    accumulables: undefined,
  }
  context.tell({ type: 'stageSubmitted', time, stage: stage.info, properties })
  if (partitions.length === 0) {
    // A result stage without missing partitions has ended its job already.
    finishMapStage(context, stage)
    return
  }
  let taskSet: TaskSet
  try {
    const { binaryId, binary } = compiler.binary(stage.body)
    if (binary.length > LARGE_BINARY_BYTES) {
      const facts = { stageId: stage.id, bytes: binary.length }
      const kib = Math.round(binary.length / 1_024)
      logger.warn(
        facts,
        `the task binary of ${String(stage)} has ${kib} KiB, which every executor gets: have its closures capture less, or a broadcast (sc.broadcast)`,
      )
    }
    taskSet = {
      stageId: stage.id,
      stageAttemptId: attemptId,
      jobId,
      priority: jobId,
      properties,
      binaryId,
      binary,
      isShuffleMap: stage.shuffle !== undefined,
      outputHolder: outputHolderOf(stage, context),
      isBarrier: stage.isBarrier,
      tasks: partitions.map((partition, index) => taskOf(context, stage, { partition, index })),
    }
  } catch (error) {
    const failure = errorFrom(error)
    markFinished(context, stage, failure.message)
    // The user's mistake, in words made for the user: as it is.
    for (const each of stage.jobs) failJob(context, each, failure)
    return
  }
  if (stage.shuffle !== undefined) for (const each of partitions) stage.pendingPartitions.add(each)
  logger.info(
    { stageId: stage.id, attempt: attemptId, tasks: partitions.length },
    `submitting ${partitions.length} tasks of ${String(stage)}`,
  )
  taskScheduler.submitTasks(taskSet)
}

/** A map stage that gives other records each time is computed as a whole, and what rests on it too; a barrier stage also. */
function forgetFormerAttempts(context: DagContext, stage: Stage): void {
  if (stage.shuffle === undefined || stage.nextAttemptId === 0) return
  const isWhole = stage.isIndeterminate || stage.isBarrier
  if (!isWhole || isAvailable(stage, context.outputs)) return
  stage.firstTrustedAttempt = stage.nextAttemptId
  context.outputs.unregisterAllOutputs(stage.shuffle.shuffleId)
  if (stage.isIndeterminate) rollBackDescendants(context, stage)
}

function taskOf(
  context: DagContext,
  stage: Stage,
  { partition, index }: { readonly partition: number; readonly index: number },
): Task {
  const { compiler, cached, outputs } = context
  return {
    index,
    partitionId: partition,
    preferredLocations: preferredLocations(stage, partition, { cached, outputs }),
    bytes: () => compiler.inputs(stage.body, partition),
  }
}

/** Fetch failures were gathered for long enough: what failed is tried again. */
export function resubmitFailedStages(context: DagContext): void {
  const { state, cached } = context
  cached.forget()
  const failed = [...state.failed].sort((a, b) => a.firstJobId - b.firstJobId)
  state.failed.clear()
  for (const stage of failed) submitStage(context, stage)
}

function outputHolderOf(stage: Stage, { outputs }: DagContext): TaskSet['outputHolder'] {
  const shuffleId = stage.shuffle?.shuffleId
  if (shuffleId === undefined) return undefined
  return (partitionId) => outputs.holderOf(shuffleId, partitionId)
}
