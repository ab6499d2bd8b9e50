import { boolean, integer, key, milliseconds, type SparkConf } from '@firesteel/conf'
import { ExclusionSettingError } from '../errors.js'

const ENABLED = key(
  'spark.excludeOnFailure.enabled',
  boolean,
  'false',
  'whether executors and hosts on which tasks fail again and again get no more of them',
)
const TIMEOUT = key(
  'spark.excludeOnFailure.timeout',
  milliseconds(),
  '1h',
  'how long an executor or a host is excluded from the whole application',
)
const TASK_EXECUTOR = key(
  'spark.excludeOnFailure.task.maxTaskAttemptsPerExecutor',
  integer,
  '1',
  'failures of one task on one executor before it is not tried there again',
)
const TASK_NODE = key(
  'spark.excludeOnFailure.task.maxTaskAttemptsPerNode',
  integer,
  '2',
  'the same for a host',
)
const STAGE_EXECUTOR = key(
  'spark.excludeOnFailure.stage.maxFailedTasksPerExecutor',
  integer,
  '2',
  'tasks of a stage that fail on one executor before it gets none of that stage',
)
const STAGE_NODE = key(
  'spark.excludeOnFailure.stage.maxFailedExecutorsPerNode',
  integer,
  '2',
  'executors of a host that are excluded from a stage before the host is',
)
const APPLICATION_EXECUTOR = key(
  'spark.excludeOnFailure.application.maxFailedTasksPerExecutor',
  integer,
  '2',
  'tasks, of stages that succeeded in the end, that fail on one executor before it gets none at all',
)
const APPLICATION_NODE = key(
  'spark.excludeOnFailure.application.maxFailedExecutorsPerNode',
  integer,
  '2',
  'executors of a host that are excluded before the host is',
)
const KILL = key(
  'spark.excludeOnFailure.killExcludedExecutors',
  boolean,
  'false',
  'whether executors that get no more tasks at all are ended, so that others can be had',
)
const FETCH_FAILURE = key(
  'spark.excludeOnFailure.application.fetchFailure.enabled',
  boolean,
  'false',
  'whether an executor is excluded as soon as one of its outputs cannot be fetched',
)
const UNSCHEDULABLE_TIMEOUT = key(
  'spark.scheduler.excludeOnFailure.unschedulableTaskSetTimeout',
  milliseconds('s'),
  '120s',
  'how long a stage waits for a new executor when it may run on none of those there are',
)
const MAX_FAILURES = key(
  'spark.task.maxFailures',
  integer,
  '4',
  'how often one task may fail before its job is given up',
)

/** Who is excluded when, and for how long. */
export interface ExclusionSettings {
  readonly timeoutMs: number
  readonly taskAttemptsPerExecutor: number
  readonly taskAttemptsPerHost: number
  readonly stageTasksPerExecutor: number
  readonly stageExecutorsPerHost: number
  readonly applicationTasksPerExecutor: number
  readonly applicationExecutorsPerHost: number
  readonly killsExecutors: boolean
  readonly onFetchFailure: boolean
  readonly unschedulableTimeoutMs: number
}

/** The settings in `conf`; undefined when exclusion is off. Throws {@link ExclusionSettingError}. */
export function exclusionSettingsFrom(conf: SparkConf): ExclusionSettings | undefined {
  if (!conf.get(ENABLED)) return undefined
  const limits = [
    TASK_EXECUTOR,
    TASK_NODE,
    STAGE_EXECUTOR,
    STAGE_NODE,
    APPLICATION_EXECUTOR,
    APPLICATION_NODE,
    TIMEOUT,
  ]
  for (const limit of limits) {
    const value = conf.get(limit)
    if (value <= 0) throw new ExclusionSettingError(`${limit.name} was ${value}, but must be > 0`)
  }
  const [perNode, maxFailures] = [conf.get(TASK_NODE), conf.get(MAX_FAILURES)]
  if (perNode >= maxFailures) {
    throw new ExclusionSettingError(
      `${TASK_NODE.name} (${perNode}) must be less than ${MAX_FAILURES.name} (${maxFailures}): otherwise one bad host can fail a job before the host is left alone; raise the latter or lower the former`,
    )
  }
  return {
    timeoutMs: conf.get(TIMEOUT),
    taskAttemptsPerExecutor: conf.get(TASK_EXECUTOR),
    taskAttemptsPerHost: perNode,
    stageTasksPerExecutor: conf.get(STAGE_EXECUTOR),
    stageExecutorsPerHost: conf.get(STAGE_NODE),
    applicationTasksPerExecutor: conf.get(APPLICATION_EXECUTOR),
    applicationExecutorsPerHost: conf.get(APPLICATION_NODE),
    killsExecutors: conf.get(KILL),
    onFetchFailure: conf.get(FETCH_FAILURE),
    unschedulableTimeoutMs: conf.get(UNSCHEDULABLE_TIMEOUT),
  }
}
