import { SystemClock } from '@firesteel/clock'
import type { DaemonEvents, RunningDaemon } from '@firesteel/daemon'
import type { Logger } from '@firesteel/logging'
import { FileSystemPersistence, Master, NoPersistence } from '@firesteel/master'
import { RpcEnv } from '@firesteel/rpc-core'
import type { Settings } from './settings.js'

/** Binds the port and starts the Master, which is ready at its URL, `spark://host:port`. */
export async function startMaster(
  settings: Settings,
  logger: Logger,
  { onReady }: DaemonEvents,
): Promise<RunningDaemon> {
  const { host, port, rpc, recovery, shutdownTimeoutMs } = settings
  const clock = new SystemClock()
  const persistence =
    recovery.mode === 'FILESYSTEM'
      ? await FileSystemPersistence.open(recovery.directory)
      : new NoPersistence()
  const env = await RpcEnv.create({ name: 'sparkMaster', host, port, conf: rpc, clock, logger })
  const master = Master.start({
    env,
    options: settings.master,
    persistence,
    clock,
    logger,
  })
  onReady(master.url)
  // Says goodbye to everybody.
  return { stopWithinMs: shutdownTimeoutMs, stop: () => env.shutdown() }
}
