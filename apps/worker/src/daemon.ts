import { SystemClock } from '@firesteel/clock'
import type { DaemonEvents, RunningDaemon } from '@firesteel/daemon'
import type { Logger } from '@firesteel/logging'
import { RpcEnv } from '@firesteel/rpc-core'
import { ShuffleService } from '@firesteel/shuffle-service'
import { Worker, type WorkerEntries } from '@firesteel/worker'
import { fileURLToPath } from 'node:url'
import type { Settings } from './settings.js'

/** What an installed worker can start; drivers have no entry point yet. */
const installedEntries = (): WorkerEntries => ({
  executor: fileURLToPath(
    new URL('../bin/firesteel-executor.js', import.meta.resolve('firesteel-executor')),
  ),
})

/** Beyond the shutdown deadline, which is for executors: SIGKILL, last reports, goodbyes. */
const STOP_MARGIN_MS = 5_000

/** Binds a port and starts the Worker, which is ready once a Master took it: its id, and the Master's URL. */
export async function startWorker(
  settings: Settings,
  logger: Logger,
  { onReady, onGaveUp }: DaemonEvents,
): Promise<RunningDaemon> {
  const { host, port, rpc, masters, schedule, cores, memoryMb, decommissionSignal } = settings
  const clock = new SystemClock()
  const env = await RpcEnv.create({ name: 'sparkWorker', host, port, conf: rpc, clock, logger })
  const shuffleEnv =
    settings.shuffleServicePort === undefined
      ? undefined
      : await RpcEnv.create({
          name: 'sparkShuffleService',
          host,
          port: settings.shuffleServicePort,
          conf: rpc,
          clock,
          logger,
        })
  const worker = new Worker({
    env,
    masters,
    schedule,
    options: settings.worker,
    entries: installedEntries(),
    cores,
    memoryMb,
    secret: rpc.secret,
    shuffle: shuffleEnv && new ShuffleService({ env: shuffleEnv, logger }),
    onRegistered: (masterUrl) => onReady(worker.identity.workerId, masterUrl),
    onGaveUp,
    clock,
    logger,
  })
  try {
    await worker.start()
  } catch (error) {
    await shuffleEnv?.shutdown()
    await env.shutdown()
    throw error
  }
  if (decommissionSignal !== undefined) {
    process.on(decommissionSignal, () => worker.decommission())
  }
  return {
    stopWithinMs: settings.worker.shutdownDeadlineMs + STOP_MARGIN_MS,
    async stop() {
      // Ends what runs on the worker, says goodbye to the Master.
      await worker.stop()
      await shuffleEnv?.shutdown()
      await env.shutdown()
    },
  }
}
