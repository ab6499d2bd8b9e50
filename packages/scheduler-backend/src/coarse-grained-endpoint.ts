import type { Logger } from '@firesteel/logging'
import type { RpcEndpoint } from '@firesteel/rpc-core'
import {
  type BlockLocation,
  CoarseGrainedSchedulerProtocol,
  isTaskFinished,
  type MapOutputMoved,
  OLDEST_WIRE_VERSION,
  type SparkAppConfig,
  StopExecutor,
  WIRE_VERSION,
} from '@firesteel/task-messages'
import type { TaskSource } from '@firesteel/task-scheduler'
import type { CoarseGrainedBackend } from './coarse-grained-backend.js'
import { DuplicateExecutorError, ExecutorVersionError } from './errors.js'
import type { ExecutorRegistry } from './executor-registry.js'
import { lossReasonFrom } from './loss-reason.js'

const NOTHING = new Uint8Array()

/** What the handlers work on. */
export interface EndpointParts {
  readonly scheduler: TaskSource
  readonly executors: ExecutorRegistry
  readonly logger: Logger
  readonly sparkAppConfig: () => SparkAppConfig
  /** Executors that may take what one that leaves stores. */
  readonly migrationPeers: (executorId: string) => readonly BlockLocation[]
  readonly mapOutputMoved: (news: MapOutputMoved) => boolean
}

type Backend = Pick<
  CoarseGrainedBackend,
  | 'registered'
  | 'launched'
  | 'makeOffers'
  | 'addressOf'
  | 'removeExecutor'
  | 'disconnected'
  | 'stopExecutors'
  | 'stop'
  | 'killTask'
  | 'control'
>

/**
 * What executors may tell and ask the driver.
 * @see org.apache.spark.scheduler.cluster.CoarseGrainedSchedulerBackend.DriverEndpoint
 */
export function coarseGrainedEndpoint(
  backend: Backend,
  { scheduler, executors, logger, sparkAppConfig, migrationPeers, mapOutputMoved }: EndpointParts,
): RpcEndpoint<typeof CoarseGrainedSchedulerProtocol> {
  return {
    protocol: CoarseGrainedSchedulerProtocol,
    onDisconnected: (remote) => backend.disconnected(remote),
    handlers: {
      RetrieveSparkAppConfig: ({ wireVersion = WIRE_VERSION }) => {
        if (wireVersion < OLDEST_WIRE_VERSION || wireVersion > WIRE_VERSION) {
          const range = { oldest: OLDEST_WIRE_VERSION, newest: WIRE_VERSION }
          throw new ExecutorVersionError(wireVersion, range)
        }
        return sparkAppConfig()
      },
      RegisterExecutor: ({ executorId, executorRef, hostname, cores, logUrls }, call) => {
        if (executors.get(executorId) !== undefined) throw new DuplicateExecutorError(executorId)
        const executor = executors.add({
          executorId,
          ref: executorRef,
          address: call.senderAddress,
          host: hostname,
          cores,
        })
        backend.registered(executor, logUrls)
        return true
      },
      LaunchedExecutor: ({ executorId }) => {
        const executor = executors.get(executorId)
        if (executor?.state !== 'STARTING') return
        executor.state = 'ACTIVE'
        executor.servesAt = backend.addressOf(executorId)
        backend.launched(executor)
        backend.makeOffers(executorId)
      },
      StatusUpdate: ({ executorId, taskId, state, data, begins }) => {
        const executor = executors.get(executorId)
        if (executor === undefined) {
          logger.warn({ executorId, taskId, state }, 'a status from an executor that is gone')
          return
        }
        const freed = isTaskFinished(state) ? executor.slots.release(taskId) : undefined
        scheduler.statusUpdate(taskId, state, data)
        if (begins !== undefined) scheduler.statusUpdate(begins, 'RUNNING', NOTHING)
        // Where others wait their turn the next ones are sent together.
        if (freed !== undefined && executor.slots.isShort(freed)) backend.makeOffers(executorId)
      },
      ReviveOffers: () => backend.makeOffers(),
      KillTask: ({ taskId, executor, interruptThread, reason }) =>
        backend.killTask(taskId, executor, interruptThread, reason),
      RemoveExecutor: ({ executorId, reason, exitStatus, workerHost, causedByApp }) => {
        executors.get(executorId)?.ref.send(StopExecutor, {})
        const loss = lossReasonFrom({ message: reason, exitStatus, workerHost })
        backend.removeExecutor(
          executorId,
          causedByApp === undefined || loss.kind !== 'ExecutorProcessLost'
            ? loss
            : { ...loss, causedByApp },
        )
      },
      RemoveWorker: ({ workerId, host, message }) =>
        scheduler.workerRemoved(workerId, host, message),
      IsExecutorAlive: ({ executorId }) => {
        const executor = executors.get(executorId)
        return executor !== undefined && executor.state !== 'LEAVING'
      },
      StopExecutors: () => {
        backend.stopExecutors()
        return true
      },
      StopDriver: async () => {
        await backend.stop()
        return true as const
      },
      KillExecutorsOnHost: ({ host }) => {
        for (const executor of executors.all()) {
          if (executor.host !== host) continue
          executor.ref.send(StopExecutor, {})
          const message = `executors on ${host} were asked to end`
          backend.removeExecutor(executor.executorId, { kind: 'ExecutorKilled', message })
        }
      },
      DecommissionExecutorsOnHost: ({ host }) => {
        const there = executors.all().filter((executor) => executor.host === host)
        const ids = there.map(({ executorId }) => executorId)
        void backend.control.decommissionExecutors(ids, { workerHost: host })
      },
      ExecutorDecommissioning: ({ executorId }) => backend.control.retire(executorId),
      FindMigrationPeers: ({ executorId }) => migrationPeers(executorId),
      MapOutputMoved: mapOutputMoved,
      ShufflePushCompletion: ({ shuffleId, mapIndex }) =>
        logger.debug({ shuffleId, mapIndex }, 'pushed shuffle blocks are not used'),
    },
  }
}
