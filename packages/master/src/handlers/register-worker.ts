import {
  MasterInStandby,
  RegisterWorkerFailed,
  type RegisterWorker,
  RegisteredWorker,
  versionConflict,
} from '@firesteel/deploy-messages'
import { workerFrom } from '../lifecycle/create.js'
import { addWorker } from '../lifecycle/indexes.js'
import { removeWorker } from '../lifecycle/remove-worker.js'
import type { Out } from '../out.js'
import { tellMasterChanged } from '../recovery/recover.js'
import { recordOfWorker } from '../recovery/records.js'
import type { ClusterState, WorkerInfo } from '../state.js'

/** Longer than the grace in which a broken connection may come back, and than its timers may be late. */
const LATE_NEWS_MS = 15_000

/** The same registration again is a success; another process may take an address only when its owner is gone. */
export function registerWorker(state: ClusterState, message: RegisterWorker, out: Out): void {
  if (state.status === 'STANDBY') {
    out.send(message.worker, MasterInStandby, {})
    return
  }
  const conflict = versionConflict(message.wireVersions)
  if (conflict !== undefined) {
    out.logger.warn({ workerId: message.id, conflict }, 'worker refused')
    out.send(message.worker, RegisterWorkerFailed, { message: conflict })
    return
  }
  const known = state.workersById.get(message.id)
  if (known !== undefined && known.registrationId === message.registrationId) {
    registerAgain(known, message, out)
    return
  }
  // A worker's id names its start: another registration under it is a process that took its place.
  if (known !== undefined) removeWorker(state, known, 'replaced by a new process', out)

  forgetDeadAt(state, message)
  const worker = workerFrom(message, out.now)
  const holder = state.workersByAddress.get(worker.address)
  if (holder !== undefined) {
    if (holder.state !== 'UNKNOWN' && !holder.unreachable) {
      refuse(message, worker.address, out)
      return
    }
    removeWorker(state, holder, 'Worker replaced by a new worker with same address', out)
    worker.heirUntil = out.now + LATE_NEWS_MS
  }
  addWorker(state, worker)
  out.logger.info(
    { workerId: worker.id, cores: worker.cores, memoryMb: worker.memoryMb },
    'worker registered',
  )
  out.persist(recordOfWorker(worker))
  answer(message, false, out)
  out.schedule()
}

function registerAgain(known: WorkerInfo, message: RegisterWorker, out: Out): void {
  known.endpoint = message.worker
  known.epoch = Math.max(known.epoch, message.epoch)
  known.lastHeartbeatAt = out.now
  known.unreachable = false
  answer(message, true, out)
  // It came before it heard of the recovery: what it runs is still to be told.
  if (known.state === 'UNKNOWN') tellMasterChanged(known.endpoint, out)
}

function answer(message: RegisterWorker, duplicate: boolean, out: Out): void {
  out.send(message.worker, RegisteredWorker, {
    master: out.master.ref,
    masterWebUiUrl: out.master.webUiUrl,
    masterAddress: message.masterAddress,
    duplicate,
    epoch: message.epoch,
  })
}

function refuse(message: RegisterWorker, address: string, out: Out): void {
  const text = `Attempted to re-register worker at same address: ${address}`
  out.logger.warn({ workerId: message.id, address }, 'worker refused: another one has its address')
  out.send(message.worker, RegisterWorkerFailed, { message: text })
}

function forgetDeadAt(state: ClusterState, { host, port }: RegisterWorker): void {
  for (const worker of state.workers) {
    if (worker.state === 'DEAD' && worker.host === host && worker.port === port) {
      state.workers.delete(worker)
    }
  }
}
