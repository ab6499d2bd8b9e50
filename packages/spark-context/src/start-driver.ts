import { errorFrom } from '@firesteel/errors'
import type { Driver } from './driver.js'
import { ClusterError } from './errors.js'
import { startLocalDriver } from './local-driver.js'
import { masterSchemes } from './master-schemes.js'
import type { Master } from './master-url.js'
import type { DriverParts } from './schedulers.js'

/**
 * Starts the driver for a master URL. `onDead` is told why when the cluster gives the application up.
 * Rejects with {@link ClusterError}, leaving nothing behind.
 */
export async function startDriver(
  parts: DriverParts,
  master: Master,
  onDead: (error: Error) => void,
): Promise<Driver> {
  switch (master.kind) {
    case 'local':
      return startLocalDriver(parts, master)
    case 'spark':
      return startOn(parts, master.urls, onDead)
    case 'other': {
      const { url, scheme } = master
      const cluster = await masterSchemes()[scheme]?.start(url, parts.conf)
      if (cluster === undefined) throw new Error(`invariant broken: no scheme ${scheme}`)
      try {
        const driver = await startOn(parts, cluster.masterUrl.split(','), onDead)
        return {
          ...driver,
          stop: async () => {
            try {
              await driver.stop()
            } finally {
              await cluster.stop()
            }
          },
        }
      } catch (error) {
        await cluster.stop()
        throw error
      }
    }
  }
}

async function startOn(
  parts: DriverParts,
  urls: readonly string[],
  onDead: (error: Error) => void,
): Promise<Driver> {
  try {
    // Local mode needs none of the network: it is loaded where it is used.
    const { startClusterDriver } = await import('./cluster-driver.js')
    return await startClusterDriver(parts, urls, onDead)
  } catch (error) {
    parts.stopping.throwIfAborted()
    throw new ClusterError(urls.join(','), errorFrom(error))
  }
}
