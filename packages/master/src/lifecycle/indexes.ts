import type { ApplicationInfo, ClusterState, WorkerInfo } from '../state.js'

/** Makes a worker known. */
export function addWorker(state: ClusterState, worker: WorkerInfo): void {
  state.workers.add(worker)
  state.workersById.set(worker.id, worker)
  state.workersByAddress.set(worker.address, worker)
}

/** Takes a worker out of the indexes; it is still shown. */
export function dropWorkerFromIndexes(state: ClusterState, worker: WorkerInfo): void {
  if (state.workersById.get(worker.id) === worker) state.workersById.delete(worker.id)
  if (state.workersByAddress.get(worker.address) === worker) {
    state.workersByAddress.delete(worker.address)
  }
}

/** Makes an application known, as the last in the order of service. */
export function addApplication(state: ClusterState, app: ApplicationInfo): void {
  state.apps.set(app.id, app)
  state.appsByRegistration.set(app.registrationId, app)
}

/** Takes an application out of the indexes. */
export function dropApplicationFromIndexes(state: ClusterState, app: ApplicationInfo): void {
  state.apps.delete(app.id)
  if (state.appsByRegistration.get(app.registrationId) === app) {
    state.appsByRegistration.delete(app.registrationId)
  }
}

/** Appends to a list of what is over, first dropping a tenth of it when it is full. */
export function retain<T>(list: T[], item: T, retained: number): void {
  if (list.length >= retained) list.splice(0, Math.max(Math.floor(retained / 10), 1))
  list.push(item)
}
