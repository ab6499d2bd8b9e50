import { addResources, formatExecutorId, subtractResources } from '@firesteel/deploy-messages'
import type { DriverInfo, ExecutorInfo, WorkerInfo } from '../state.js'

/** Reserves an executor's share of its worker and its application. */
export function holdExecutor(executor: ExecutorInfo): void {
  const { app, worker } = executor
  app.executors.set(executor.id, executor)
  app.coresGranted += executor.cores
  worker.executors.set(formatExecutorId(app.id, executor.id), executor)
  worker.coresUsed += executor.cores
  worker.memoryUsedMb += executor.memoryMb
  worker.resourcesUsed = addResources(worker.resourcesUsed, executor.resources)
}

/** Takes an executor from its application, which may then get another one for it. */
export function releaseFromApp(executor: ExecutorInfo): void {
  if (!executor.app.executors.delete(executor.id)) return
  executor.app.coresGranted -= executor.cores
}

/** Gives what an executor held back to its worker. */
export function releaseFromWorker(executor: ExecutorInfo): void {
  const { app, worker } = executor
  if (!worker.executors.delete(formatExecutorId(app.id, executor.id))) return
  worker.coresUsed -= executor.cores
  worker.memoryUsedMb -= executor.memoryMb
  worker.resourcesUsed = subtractResources(worker.resourcesUsed, executor.resources)
}

/** Reserves a driver's share of a worker. */
export function holdDriver(worker: WorkerInfo, driver: DriverInfo): void {
  driver.worker = worker
  driver.launched = true
  driver.epoch = worker.epoch
  worker.drivers.set(driver.id, driver)
  worker.coresUsed += driver.description.cores
  worker.memoryUsedMb += driver.description.memoryMb
  worker.resourcesUsed = addResources(worker.resourcesUsed, driver.resources)
}

/** Gives what a driver held back to its worker. */
export function releaseDriver(driver: DriverInfo): void {
  const { worker } = driver
  if (worker === undefined || !worker.drivers.delete(driver.id)) return
  worker.coresUsed -= driver.description.cores
  worker.memoryUsedMb -= driver.description.memoryMb
  worker.resourcesUsed = subtractResources(worker.resourcesUsed, driver.resources)
}
