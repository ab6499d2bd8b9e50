export type { Task, TaskBytes, TaskLocation, TaskSet } from './task-set.js'
export { taskSetId } from './task-set.js'
export type { SchedulerBackend, TaskSource } from './scheduler-backend.js'
export type { SchedulerListener, TaskEnded, TaskFailureCause } from './scheduler-listener.js'
export type { BusySlot, WorkerOffer } from './worker-offer.js'
export { slotsTaken, withoutSlots } from './worker-offer.js'
export type { ExecutorLossReason } from './executor-loss-reason.js'
export { exitCausedByApp } from './executor-loss-reason.js'
export { MissingInputError } from './missing-input-error.js'
export type { MissingInput } from './missing-input-error.js'
export { TaskScheduler } from './task-scheduler.js'
export type { TaskSchedulerOptions } from './task-scheduler.js'
export { taskSchedulerSettingsFrom } from './conf.js'
export type { TaskSchedulerSettings } from './conf.js'
export type { LocalityWaits } from './locality.js'
export { fair, fifo } from './scheduling-order.js'
export type { Schedulable, SchedulingOrder } from './scheduling-order.js'
export type { PoolDefinition, PoolInfo, SchedulingMode } from './pool.js'
export { DEFAULT_POOL, POOL_PROPERTY } from './pool-tree.js'
export { readPools } from './allocations/read-pools.js'
export type { PoolSources } from './allocations/read-pools.js'
export { AllocationFileError } from './errors.js'
export { planOffers } from './plan-offers.js'
export type {
  OfferAnswer,
  OfferRound,
  OfferTaker,
  PlannedTask,
  TakerOutcome,
} from './plan-offers.js'
