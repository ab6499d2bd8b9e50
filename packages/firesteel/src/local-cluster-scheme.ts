import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type SparkConf, byteCount, key } from '@firesteel/conf'
import { SparkError } from '@firesteel/errors'
import type { MasterScheme, StartedCluster } from '@firesteel/spark-context'

const FORM = 'local-cluster[workers,coresPerWorker,memoryPerWorkerMb]'

/** A `local-cluster[…]` URL that says no cluster. */
export class LocalClusterUrlError extends SparkError {
  constructor(url: string) {
    super(
      'LOCAL_CLUSTER_URL',
      `the master is '${url}', expected ${FORM}: three whole numbers above 0`,
    )
  }
}

/** An executor that no Worker of the cluster could ever hold: the application would wait for ever. */
export class ExecutorTooLargeError extends SparkError {
  constructor(executorMb: number, workerMb: number) {
    super(
      'LOCAL_CLUSTER_EXECUTOR_TOO_LARGE',
      `asked for workers of ${workerMb} MiB and executors of ${executorMb} MiB: lower spark.executor.memory or raise the third number of ${FORM}`,
    )
  }
}

const EXECUTOR_MEMORY = key(
  'spark.executor.memory',
  byteCount('m'),
  '1g',
  'memory of each executor',
)

/** The program of one of our daemons. */
export function daemonProgram(name: 'firesteel-master' | 'firesteel-worker'): string {
  const require = createRequire(import.meta.url)
  return join(require.resolve(`${name}/package.json`), `../bin/${name}.js`)
}

/** `local-cluster[n,c,m]`: a Master and n Workers as processes of this machine, gone with the context. */
export const localClusterScheme: MasterScheme = {
  form: FORM,
  async start(url: string, conf: SparkConf): Promise<StartedCluster> {
    const [, ...numbers] = /^local-cluster\[\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*\]$/.exec(url) ?? []
    const [workers = 0, coresPerWorker = 0, memoryPerWorkerMb = 0] = numbers.map(Number)
    if (workers < 1 || coresPerWorker < 1 || memoryPerWorkerMb < 1) {
      throw new LocalClusterUrlError(url)
    }
    const executorMb = conf.get(EXECUTOR_MEMORY) / 2 ** 20
    if (executorMb > memoryPerWorkerMb) {
      throw new ExecutorTooLargeError(executorMb, memoryPerWorkerMb)
    }
    const { startLocalCluster } = await import('@firesteel/local-cluster')
    return startLocalCluster({
      workers,
      coresPerWorker,
      memoryPerWorkerMb,
      entries: {
        master: daemonProgram('firesteel-master'),
        worker: daemonProgram('firesteel-worker'),
      },
      secret:
        conf.get('spark.authenticate') === 'true'
          ? conf.get('spark.authenticate.secret')
          : undefined,
    })
  },
}
