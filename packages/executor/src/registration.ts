import { errorFrom } from '@firesteel/errors'
import type { EndpointRef } from '@firesteel/rpc-core'
import {
  type CoarseGrainedSchedulerProtocol,
  type ExecutorProtocol,
  RegisterExecutor,
} from '@firesteel/task-messages'
import { ExecutorRegistrationError } from './errors.js'
import type { ExecutorOptions } from './executor-options.js'

/** Offers this executor to the driver. Rejects with {@link ExecutorRegistrationError} when it is not taken. */
export async function register(
  options: ExecutorOptions,
  driver: EndpointRef<CoarseGrainedSchedulerProtocol>,
  executorRef: EndpointRef<ExecutorProtocol>,
): Promise<void> {
  const { executorId, hostname, cores, resourceProfileId, env, driverUrl } = options
  try {
    await driver.ask(RegisterExecutor, {
      executorId,
      executorRef,
      hostname,
      cores,
      logUrls: withPrefix(env, 'SPARK_LOG_URL_', (name) => name.toLowerCase()),
      attributes: withPrefix(env, 'SPARK_EXECUTOR_ATTRIBUTE_', (name) => name.toUpperCase()),
      resources: {},
      resourceProfileId,
    })
  } catch (error) {
    throw new ExecutorRegistrationError(driverUrl, errorFrom(error))
  }
}

const withPrefix = (
  env: Readonly<Record<string, string | undefined>>,
  prefix: string,
  rename: (name: string) => string,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env)
      .filter(([name, value]) => name.startsWith(prefix) && value !== undefined)
      .map(([name, value]) => [rename(name.slice(prefix.length)), value ?? '']),
  )
