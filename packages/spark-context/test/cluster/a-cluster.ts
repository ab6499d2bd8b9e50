import { fileURLToPath } from 'node:url'
import { SparkConf } from '@firesteel/conf'
import { type LocalCluster, startLocalCluster } from '@firesteel/local-cluster'

const program = (name: string): string =>
  fileURLToPath(new URL(`../../../../apps/${name}/bin/firesteel-${name}.js`, import.meta.url))

/** A Master and `workers` Workers with one core each, as processes of this machine. */
export const aCluster = (
  workers: number,
  secret?: string,
  conf?: Readonly<Record<string, string>>,
): Promise<LocalCluster> =>
  startLocalCluster({
    workers,
    coresPerWorker: 1,
    memoryPerWorkerMb: 1_024,
    entries: { master: program('master'), worker: program('worker') },
    secret,
    conf,
  })

/** Settings of an application on it that waits for all of `cores` before its first task. */
export const confFor = (cluster: LocalCluster, appName: string, cores: number): SparkConf =>
  new SparkConf([])
    .setMaster(cluster.masterUrl)
    .setAppName(appName)
    .set('spark.executor.memory', '512m')
    .set('spark.cores.max', cores)
    .set('spark.scheduler.minRegisteredResourcesRatio', 1)
    .set('spark.log.level', 'ERROR')

export { isRunning } from '@firesteel/testkit'
