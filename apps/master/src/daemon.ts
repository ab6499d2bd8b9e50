import { SystemClock, withDeadline } from '@firesteel/clock'
import type { Logger } from '@firesteel/logging'
import { FileSystemPersistence, Master, NoPersistence } from '@firesteel/master'
import { RpcEnv } from '@firesteel/rpc-core'
import type { Settings } from './settings.js'

/** A Master that runs in this process. */
export interface Daemon {
  /** `spark://host:port`, with the port that was bound. */
  readonly url: string
  /** Says goodbye to everybody and stops; false when that took longer than it may. */
  stop(): Promise<boolean>
}

/** Binds the port and starts the Master. */
export async function startDaemon(settings: Settings, logger: Logger): Promise<Daemon> {
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
  return {
    url: master.url,
    async stop() {
      try {
        await withDeadline(clock, shutdownTimeoutMs, 'stopping', env.shutdown())
        return true
      } catch (error) {
        logger.error({ error: String(error) }, 'the Master did not stop cleanly')
        return false
      }
    },
  }
}
