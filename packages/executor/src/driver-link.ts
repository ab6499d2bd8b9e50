import { type Clock, sleep } from '@firesteel/clock'
import { SparkConf } from '@firesteel/conf'
import { errorFrom } from '@firesteel/errors'
import type { Logger } from '@firesteel/logging'
import { type EndpointRef, RpcEndpointAddress, type RpcEnv } from '@firesteel/rpc-core'
import {
  CoarseGrainedSchedulerProtocol,
  RetrieveSparkAppConfig,
  WIRE_VERSION,
} from '@firesteel/task-messages'
import { ExecutorRegistrationError } from './errors.js'

/** Tries to reach the driver before an executor gives up. */
const TRIES = 3
const BETWEEN_TRIES_MS = 500

/** A way to the driver that was found at `driverUrl`. Rejects with {@link ExecutorRegistrationError}. */
export async function findDriver(
  env: RpcEnv,
  driverUrl: string,
  clock: Clock,
  logger: Logger,
): Promise<EndpointRef<CoarseGrainedSchedulerProtocol>> {
  const { rpcAddress, name } = RpcEndpointAddress.fromUri(driverUrl)
  if (rpcAddress === null) {
    throw new ExecutorRegistrationError(driverUrl, new Error('the URL names no host'))
  }
  for (let tried = 1; ; tried++) {
    try {
      return await env.lookup(rpcAddress, name, CoarseGrainedSchedulerProtocol)
    } catch (error) {
      if (tried === TRIES) throw new ExecutorRegistrationError(driverUrl, errorFrom(error))
      logger.warn({ err: error, driverUrl, tried }, 'the driver cannot be reached yet')
      await sleep(clock, BETWEEN_TRIES_MS)
    }
  }
}

/** Settings with which a process was started that the driver's do not replace. */
const START_UP = /^spark\.(auth|rpc|network|.*\.port$|port\.maxRetries$)/

/**
 * The application's settings as the driver has them, except those about the network that this
 * process was started with.
 */
export async function appConf(
  driver: EndpointRef<CoarseGrainedSchedulerProtocol>,
  resourceProfileId: number,
  own: SparkConf,
): Promise<SparkConf> {
  const { sparkProperties } = await driver.ask(RetrieveSparkAppConfig, {
    resourceProfileId,
    wireVersion: WIRE_VERSION,
  })
  const conf = new SparkConf(sparkProperties)
  for (const [name, value] of own.getAll()) if (START_UP.test(name)) conf.set(name, value)
  return conf
}
