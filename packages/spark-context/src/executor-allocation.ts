import {
  type AllocationSettings,
  type ExecutorAllocationClient,
  ExecutorAllocationManager,
} from '@firesteel/dynamic-allocation'
import type { StandaloneBackend } from '@firesteel/scheduler-backend'
import type { DriverParts } from './schedulers.js'

/** Has a cluster's back end follow the work with its number of executors; `stop()` ends that. */
export function followTheWork(
  settings: AllocationSettings,
  { control }: Pick<StandaloneBackend, 'control'>,
  { bus, clock, logger }: DriverParts,
): ExecutorAllocationManager {
  const client: ExecutorAllocationClient = {
    requestTotalExecutors: (total) => control.requestTotalExecutors(total),
    killIdleExecutors: (executorIds) => control.killExecutors(executorIds),
    decommissionExecutors: (executorIds) => control.decommissionExecutors(executorIds),
  }
  const manager = new ExecutorAllocationManager({
    settings,
    client,
    listenerBus: bus,
    clock,
    logger,
  })
  manager.start()
  return manager
}
