export type {
  ApplicationEnd,
  ApplicationStart,
  BlockManagerAdded,
  BlockManagerRemoved,
  BlockUpdated,
  EventOf,
  EventType,
  ExecutorAdded,
  ExecutorRemoved,
  JobEnd,
  JobStart,
  SparkListenerEvent,
  StageCompleted,
  StageSubmitted,
  TaskEnd,
  TaskGettingResult,
  TaskStart,
  UnpersistRdd,
} from './events.js'
export type {
  ExecutorInfo,
  JobResult,
  StageInfo,
  Accumulable,
  TaskInfo,
  TaskLocality,
} from './model.js'
export { ListenerBus } from './listener-bus.js'
export type { EventListener, ListenerBusOptions, SparkListener } from './listener-bus.js'
export type {
  ExecutorExcluded,
  ExecutorExcludedForStage,
  ExecutorUnexcluded,
  NodeExcluded,
  NodeExcludedForStage,
  NodeUnexcluded,
  PlacementEvent,
  SpeculativeTaskSubmitted,
  UnschedulableTaskSetAdded,
  UnschedulableTaskSetRemoved,
} from './placement-events.js'
