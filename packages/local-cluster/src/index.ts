export { startLocalCluster } from './local-cluster.js'
export type { LocalCluster, LocalClusterOptions, LocalWorker } from './local-cluster.js'
export { LocalClusterError } from './errors.js'
