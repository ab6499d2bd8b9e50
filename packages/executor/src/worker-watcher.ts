import type { Logger } from '@firesteel/logging'
import { type RpcAddress, RpcEndpointAddress, type RpcEnv } from '@firesteel/rpc-core'

/** The watcher accepts no messages: it only sees connections go. */
const NO_MESSAGES = {} as const

/**
 * Keeps a connection to the worker that started this process and calls `onLost` when the worker is gone.
 * @see org.apache.spark.deploy.worker.WorkerWatcher
 */
export async function watchWorker(
  env: RpcEnv,
  workerUrl: string,
  logger: Logger,
  onLost: (why: string) => void,
): Promise<void> {
  const { rpcAddress, name } = RpcEndpointAddress.fromUri(workerUrl)
  if (rpcAddress === null) return
  const lost = (remote: RpcAddress): void => {
    if (remote.equals(rpcAddress)) onLost(`Lost connection to worker ${workerUrl}`)
  }
  env.setupEndpoint('WorkerWatcher', {
    protocol: NO_MESSAGES,
    handlers: NO_MESSAGES,
    onDisconnected: lost,
  })
  try {
    await env.lookup(rpcAddress, name, NO_MESSAGES)
  } catch (error) {
    logger.error({ err: error, workerUrl }, 'the worker cannot be reached')
    onLost(`Could not connect to worker ${workerUrl}`)
  }
}
