export { SparkContext } from './spark-context.js'
export { registerMasterScheme } from './master-schemes.js'
export type { MasterScheme, StartedCluster } from './master-schemes.js'
export { StatusTracker } from './status-tracker.js'
export type { ActiveExecutor, ActiveJob, ActiveStage } from './status-tracker.js'
export {
  ClusterError,
  ContextExistsError,
  ContextInTaskError,
  ContextStoppedError,
  ExtraListenerError,
  InvalidMasterUrlError,
  MissingSettingError,
} from './errors.js'
