import {
  ExecutorAdded,
  LaunchDriver,
  LaunchExecutor,
  applicationTransitions,
  moved,
  subtractResources,
} from '@firesteel/deploy-messages'
import { holdDriver, holdExecutor } from './lifecycle/allocation.js'
import type { Out } from './out.js'
import { type DriverLaunch, type WorkerFacts, planDrivers } from './plan/plan-drivers.js'
import { type ApplicationFacts, type ExecutorLaunch, planExecutors } from './plan/plan-executors.js'
import { recordOfDriver } from './recovery/records.js'
import { type ApplicationInfo, type ClusterState, type WorkerInfo, coresLeft } from './state.js'

/**
 * Facts → plan → effects, drivers before executors. Does nothing unless this Master is ALIVE.
 * @see org.apache.spark.deploy.master.Master.schedule
 */
export function schedule(state: ClusterState, out: Out, random: () => number): void {
  if (state.status !== 'ALIVE') return
  if (state.waitingDrivers.length > 0) scheduleDrivers(state, out, random)
  scheduleExecutors(state, out)
}

function scheduleDrivers(state: ClusterState, out: Out, random: () => number): void {
  const workers = shuffled(state.aliveWorkers(), random).map(factsOf)
  const drivers = state.waitingDrivers.map(({ id, description }) => ({ id, ...description }))
  for (const launch of planDrivers(workers, drivers)) launchDriver(state, launch, out)
}

function launchDriver(state: ClusterState, launch: DriverLaunch, out: Out): void {
  const worker = state.workersById.get(launch.workerId)
  const driver = state.drivers.get(launch.driverId)
  if (worker === undefined || driver === undefined) return
  state.waitingDrivers.splice(state.waitingDrivers.indexOf(driver), 1)
  driver.resources = launch.resources
  holdDriver(worker, driver)
  driver.state = 'RUNNING'
  // From now on it may run: a Master that recovers must not simply queue it again.
  out.persist(recordOfDriver(driver))
  out.logger.info({ driverId: driver.id, workerId: worker.id }, 'driver launched')
  out.send(worker.endpoint, LaunchDriver, {
    driverId: driver.id,
    driverDesc: driver.description,
    resources: launch.resources,
  })
}

function scheduleExecutors(state: ClusterState, out: Out): void {
  const hungry = [...state.apps.values()].filter(
    (app) => app.state !== 'UNKNOWN' && coresLeft(app, state.options) > 0,
  )
  if (hungry.length === 0) return
  const plan = planExecutors(
    state.aliveWorkers().map(factsOf),
    hungry.map((app) => demandsOf(app, state)),
    { spreadOut: state.options.spreadOut },
  )
  for (const launch of plan.launches) launchExecutor(state, launch, out)
  for (const id of plan.starved) warnOfStarvation(state.apps.get(id), state, out)
}

function launchExecutor(state: ClusterState, launch: ExecutorLaunch, out: Out): void {
  const worker = state.workersById.get(launch.workerId)
  const app = state.apps.get(launch.appId)
  if (worker === undefined || app === undefined) return
  const { cores, memoryMb, rpId, resources } = launch
  const id = app.nextExecutorId++
  holdExecutor({
    id,
    app,
    worker,
    cores,
    memoryMb,
    rpId,
    resources,
    epoch: worker.epoch,
    launchedAt: out.now,
    state: 'LAUNCHING',
  })
  app.state = moved(applicationTransitions, app.state, 'RUNNING') ?? app.state
  app.warnedOfStarvation = false
  out.logger.info({ appId: app.id, execId: id, workerId: worker.id, cores }, 'executor launched')
  out.send(worker.endpoint, LaunchExecutor, {
    masterUrl: out.master.url,
    appId: app.id,
    execId: id,
    rpId,
    appDesc: app.description,
    cores,
    memory: memoryMb,
    resources,
  })
  out.send(app.driver, ExecutorAdded, {
    id,
    workerId: worker.id,
    hostPort: `${worker.host}:${worker.port}`,
    cores,
    memory: memoryMb,
  })
}

function warnOfStarvation(app: ApplicationInfo | undefined, state: ClusterState, out: Out): void {
  if (app === undefined || app.executors.size > 0 || app.warnedOfStarvation) return
  app.warnedOfStarvation = true
  out.logger.warn(
    {
      appId: app.id,
      executorMemoryMb: app.description.defaultProfile.executorMemoryMb,
      executorCores: app.description.defaultProfile.executorCores,
      workersAlive: state.aliveWorkers().length,
    },
    'no worker has the cores and the memory that one executor of this application needs; it waits',
  )
}

function factsOf(worker: WorkerInfo): WorkerFacts {
  return {
    id: worker.id,
    coresFree: worker.cores - worker.coresUsed,
    memoryFreeMb: worker.memoryMb - worker.memoryUsedMb,
    resourcesFree: subtractResources(worker.resources, worker.resourcesUsed),
  }
}

function demandsOf(app: ApplicationInfo, state: ClusterState): ApplicationFacts {
  const granted = new Map<number, number>()
  for (const { rpId } of app.executors.values()) granted.set(rpId, (granted.get(rpId) ?? 0) + 1)
  return {
    id: app.id,
    coresLeft: coresLeft(app, state.options),
    demands: [...app.profiles]
      .sort(([a], [b]) => a - b)
      .map(([rpId, profile]) => ({
        rpId,
        profile,
        granted: granted.get(rpId) ?? 0,
        limit: app.executorLimits.get(rpId) ?? 0,
      })),
  }
}

/** A copy in random order (Fisher and Yates). */
function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const copy = [...items]
  for (let last = copy.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1))
    const item = copy[last] as T
    copy[last] = copy[other] as T
    copy[other] = item
  }
  return copy
}
