import type { ApplicationDescription } from '@firesteel/deploy-messages'

/** What a driver asks of the cluster, beside where it is itself. */
export interface ApplicationRequest {
  readonly name: string
  readonly user: string
  /** `spark://CoarseGrainedScheduler@host:port` */
  readonly driverUrl: string
  readonly maxCores?: number | undefined
  readonly executorCores?: number | undefined
  readonly executorMemoryMb: number
  /** For the executors' processes. */
  readonly environment: Readonly<Record<string, string>>
  readonly appUiUrl?: string | undefined
  /** Executors to begin with; as many as the cores allow unless said. */
  readonly initialExecutors?: number | undefined
}

/**
 * What the Master is told of an application. Executors are started with arguments in which the worker
 * fills in what only it knows.
 */
export const applicationDescription = (request: ApplicationRequest): ApplicationDescription => ({
  name: request.name,
  maxCores: request.maxCores,
  appUiUrl: request.appUiUrl ?? '',
  user: request.user,
  initialExecutorLimit: request.initialExecutors,
  defaultProfile: {
    executorCores: request.executorCores,
    executorMemoryMb: request.executorMemoryMb,
    resources: {},
  },
  command: {
    kind: 'executor',
    environment: request.environment,
    arguments: Object.entries({
      '--driver-url': request.driverUrl,
      '--executor-id': '{{EXECUTOR_ID}}',
      '--hostname': '{{HOSTNAME}}',
      '--cores': '{{CORES}}',
      '--app-id': '{{APP_ID}}',
      '--worker-url': '{{WORKER_URL}}',
      '--resourceProfileId': '0',
    }).flat(),
  },
})
