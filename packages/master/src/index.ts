// For those who run a Master.
export { Master } from './master.js'
export type { MasterParts } from './master.js'
export { DEFAULT_MASTER_OPTIONS, masterOptionsFrom, recoveryOptionsFrom } from './conf.js'
export type { MasterOptions, RecoveryOptions } from './conf.js'
export { FileSystemPersistence } from './recovery/file-system.js'
export { NoPersistence } from './recovery/none.js'
export { SingleLeader } from './election/single.js'
export { MasterSettingError, PersistenceError } from './errors.js'
export { NOT_ALIVE_PREFIX } from './handlers/drivers.js'

// For those who write another way to remember or to elect.
export type {
  DamagedRecord,
  PersistenceEngine,
  StoredRecords,
} from './recovery/persistence-engine.js'
export type { LeaderElection, LeadershipListener } from './election/leader-election.js'

// The plans, for those who want to see what would happen.
export { planExecutors } from './plan/plan-executors.js'
export type {
  ApplicationFacts,
  ExecutorDemand,
  ExecutorLaunch,
  ExecutorPlan,
} from './plan/plan-executors.js'
export { planDrivers } from './plan/plan-drivers.js'
export type { DriverFacts, DriverLaunch, WorkerFacts } from './plan/plan-drivers.js'
