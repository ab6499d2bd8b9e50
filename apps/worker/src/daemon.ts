import { SystemClock } from '@firesteel/clock'
import type { Logger } from '@firesteel/logging'
import { RpcEnv } from '@firesteel/rpc-core'
import { Worker, type WorkerEntries } from '@firesteel/worker'
import { fileURLToPath } from 'node:url'
import type { Settings } from './settings.js'

/** A Worker that runs in this process. */
export interface Daemon {
  readonly workerId: string
  /** Ends what runs on the worker, says goodbye to the Master. */
  stop(): Promise<void>
  decommission(): void
}

/** What a daemon tells the process that it is. */
export interface DaemonEvents {
  /** A Master took the worker, now or again. */
  readonly onRegistered: (masterUrl: string) => void
  /** The worker cannot go on. */
  readonly onGaveUp: (error: Error) => void
}

/** What an installed worker can start; drivers have no entry point yet. */
const installedEntries = (): WorkerEntries => ({
  executor: fileURLToPath(
    new URL('../bin/firesteel-executor.js', import.meta.resolve('firesteel-executor')),
  ),
})

/** Binds a port and starts the Worker. */
export async function startDaemon(
  settings: Settings,
  logger: Logger,
  events: DaemonEvents,
): Promise<Daemon> {
  const { host, port, rpc, masters, schedule, cores, memoryMb } = settings
  const clock = new SystemClock()
  const env = await RpcEnv.create({ name: 'sparkWorker', host, port, conf: rpc, clock, logger })
  const worker = new Worker({
    env,
    masters,
    schedule,
    options: settings.worker,
    entries: installedEntries(),
    cores,
    memoryMb,
    secret: rpc.secret,
    ...events,
    clock,
    logger,
  })
  try {
    await worker.start()
  } catch (error) {
    await env.shutdown()
    throw error
  }
  return {
    workerId: worker.identity.workerId,
    async stop() {
      await worker.stop()
      await env.shutdown()
    },
    decommission: () => worker.decommission(),
  }
}
