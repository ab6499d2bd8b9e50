import {
  type DriverId,
  type ResourceRequirements,
  type Resources,
  type WorkerId,
  satisfies,
  subtractResources,
  takeResources,
} from '@firesteel/deploy-messages'

/** What a worker has left. */
export interface WorkerFacts {
  readonly id: WorkerId
  readonly coresFree: number
  readonly memoryFreeMb: number
  readonly resourcesFree: Resources
}

/** What a waiting driver needs. */
export interface DriverFacts {
  readonly id: DriverId
  readonly cores: number
  readonly memoryMb: number
  readonly resources: ResourceRequirements
}

/** One driver to start. */
export interface DriverLaunch {
  readonly driverId: DriverId
  readonly workerId: WorkerId
  readonly resources: Resources
}

/**
 * Places waiting drivers in their order on workers in theirs (shuffle them first): round robin, beginning
 * after the worker that was looked at last, at most one turn per driver. A driver that fits nowhere waits.
 */
export function planDrivers(
  workers: readonly WorkerFacts[],
  drivers: readonly DriverFacts[],
): readonly DriverLaunch[] {
  const free = workers.map((worker) => ({ ...worker }))
  const launches: DriverLaunch[] = []
  let position = 0
  for (const driver of drivers) {
    for (let visited = 0; visited < free.length; visited++) {
      const worker = free[position]
      position = (position + 1) % free.length
      if (worker === undefined || !fits(worker, driver)) continue
      const resources = takeResources(worker.resourcesFree, driver.resources)
      worker.coresFree -= driver.cores
      worker.memoryFreeMb -= driver.memoryMb
      worker.resourcesFree = subtractResources(worker.resourcesFree, resources)
      launches.push({ driverId: driver.id, workerId: worker.id, resources })
      break
    }
  }
  return launches
}

const fits = (worker: WorkerFacts, driver: DriverFacts): boolean =>
  worker.memoryFreeMb >= driver.memoryMb &&
  worker.coresFree >= driver.cores &&
  satisfies(worker.resourcesFree, driver.resources)
