import {
  type AppId,
  type ExecutorProfile,
  type Resources,
  type WorkerId,
  satisfies,
  subtractResources,
  takeResources,
} from '@firesteel/deploy-messages'
import type { WorkerFacts } from './plan-drivers.js'

/** Executors that an application wants of one resource profile. */
export interface ExecutorDemand {
  readonly rpId: number
  readonly profile: ExecutorProfile
  /** Executors of this profile that it has. */
  readonly granted: number
  /** Executors of this profile that it may have. */
  readonly limit: number
}

/** An application that may be given executors. */
export interface ApplicationFacts {
  readonly id: AppId
  /** Cores that it may still be given. */
  readonly coresLeft: number
  /** By profile, in ascending order of their ids. */
  readonly demands: readonly ExecutorDemand[]
}

/** One executor to start. */
export interface ExecutorLaunch {
  readonly appId: AppId
  readonly workerId: WorkerId
  readonly rpId: number
  readonly cores: number
  readonly memoryMb: number
  readonly resources: Resources
}

/** What to start, and who could not be served by any worker. */
export interface ExecutorPlan {
  readonly launches: readonly ExecutorLaunch[]
  /** Applications that want more and for which no worker has room. */
  readonly starved: readonly AppId[]
}

interface Free {
  readonly id: WorkerId
  coresFree: number
  memoryFreeMb: number
  resourcesFree: Resources
}

interface Assigned {
  cores: number
  executors: number
}

/**
 * Serves applications first come, first served, each as far as its cores and its limits go, from the
 * workers with the most free cores. Spread out: one unit of cores per worker and round; else each worker
 * is filled before the next. An application without `executorCores` gets one executor per worker and pass.
 */
export function planExecutors(
  workers: readonly WorkerFacts[],
  applications: readonly ApplicationFacts[],
  options: { readonly spreadOut: boolean },
): ExecutorPlan {
  const free: Free[] = workers.map((worker) => ({ ...worker }))
  const launches: ExecutorLaunch[] = []
  const starved: AppId[] = []
  for (const app of applications) {
    let coresLeft = app.coresLeft
    for (const demand of app.demands) {
      const unit = demand.profile.executorCores ?? 1
      if (coresLeft < unit || demand.granted >= demand.limit) continue
      const usable = usableWorkers(free, demand.profile)
      if (usable.length === 0) starved.push(app.id)
      const assigned = assignCores(usable, demand, coresLeft, options.spreadOut)
      for (const [index, worker] of usable.entries()) {
        const taken = assigned[index]?.cores ?? 0
        if (taken === 0) continue
        coresLeft -= taken
        launches.push(...launchesOn(worker, app.id, demand, taken))
      }
    }
  }
  return { launches, starved: [...new Set(starved)] }
}

/** Workers with room for one executor, the freest first; ties stay in the reverse of the given order, as in Spark. */
function usableWorkers(free: readonly Free[], profile: ExecutorProfile): Free[] {
  return free
    .filter(
      (worker) =>
        worker.memoryFreeMb >= profile.executorMemoryMb &&
        worker.coresFree >= (profile.executorCores ?? 1) &&
        satisfies(worker.resourcesFree, profile.resources),
    )
    .sort((a, b) => a.coresFree - b.coresFree)
    .reverse()
}

/** @see org.apache.spark.deploy.master.Master.scheduleExecutorsOnWorkers */
function assignCores(
  usable: readonly Free[],
  demand: ExecutorDemand,
  coresLeft: number,
  spreadOut: boolean,
): readonly Assigned[] {
  const { profile } = demand
  const unit = profile.executorCores ?? 1
  const onePerWorker = profile.executorCores === undefined
  const assigned = usable.map((): Assigned => ({ cores: 0, executors: 0 }))
  let toAssign = Math.min(
    coresLeft,
    usable.reduce((sum, worker) => sum + worker.coresFree, 0),
  )
  let newExecutors = 0

  const canLaunch = (index: number): boolean => {
    const worker = usable[index] as Free
    const here = assigned[index] as Assigned
    if (toAssign < unit || worker.coresFree - here.cores < unit) return false
    if (onePerWorker && here.executors > 0) return true
    return (
      worker.memoryFreeMb - here.executors * profile.executorMemoryMb >= profile.executorMemoryMb &&
      satisfies(worker.resourcesFree, profile.resources, here.executors + 1) &&
      newExecutors + demand.granted < demand.limit
    )
  }
  const assignUnit = (index: number): void => {
    const here = assigned[index] as Assigned
    toAssign -= unit
    here.cores += unit
    if (onePerWorker && here.executors > 0) return
    here.executors++
    newExecutors++
  }

  let candidates = [...usable.keys()].filter(canLaunch)
  while (candidates.length > 0) {
    for (const index of candidates) {
      // The candidates before this one may have taken the last cores or the last permitted executor.
      while (canLaunch(index)) {
        assignUnit(index)
        if (spreadOut) break
      }
    }
    candidates = candidates.filter(canLaunch)
  }
  return assigned
}

/** The executors that `cores` on one worker become; takes what they need from the worker. */
function launchesOn(
  worker: Free,
  appId: AppId,
  demand: ExecutorDemand,
  cores: number,
): ExecutorLaunch[] {
  const { executorCores = cores, executorMemoryMb: memoryMb, resources } = demand.profile
  return Array.from({ length: Math.floor(cores / executorCores) }, () => {
    const taken = takeResources(worker.resourcesFree, resources)
    worker.coresFree -= executorCores
    worker.memoryFreeMb -= memoryMb
    worker.resourcesFree = subtractResources(worker.resourcesFree, taken)
    const { id: workerId } = worker
    return { appId, workerId, rpId: demand.rpId, cores: executorCores, memoryMb, resources: taken }
  })
}
