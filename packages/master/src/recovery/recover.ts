import {
  type AppClientProtocol,
  MasterChanged,
  type WorkerProtocol,
  parseCountedId,
} from '@firesteel/deploy-messages'
import { type EndpointRef, type Protocol, RpcAddress } from '@firesteel/rpc-core'
import { applicationFrom } from '../lifecycle/create.js'
import { addApplication, addWorker } from '../lifecycle/indexes.js'
import type { Out } from '../out.js'
import type { ClusterState } from '../state.js'
import type { StoredRecords } from './persistence-engine.js'
import {
  RECORD_KINDS,
  type StoredApplication,
  type StoredDriver,
  type StoredRef,
  type StoredWorker,
} from './records.js'

/** Turns a stored address back into a reference. */
export type RefMaker = <P extends Protocol>(address: RpcAddress, name: string) => EndpointRef<P>

/**
 * Records → state in which every worker and application is UNKNOWN until it answers the MasterChanged
 * that is sent to it. A record that is not understood is reported and left out.
 */
export function recover(
  state: ClusterState,
  stored: StoredRecords,
  out: Out,
  refFor: RefMaker,
): void {
  for (const { name, keptAs, reason } of stored.damaged) {
    out.logger.error({ record: name, keptAs, reason }, 'a damaged record was set aside')
  }
  const ref = <P extends Protocol>({ address, name }: StoredRef): EndpointRef<P> =>
    refFor<P>(new RpcAddress(address.host, address.port), name)
  for (const { name, value } of stored.records) {
    const parsed = parsedRecord(name, value)
    if (parsed?.kind === 'app') recoverApplication(state, parsed.value, out, ref)
    else if (parsed?.kind === 'worker') recoverWorker(state, parsed.value, out, ref)
    else if (parsed?.kind === 'driver') recoverDriver(state, parsed.value)
    else out.logger.error({ record: name }, 'a stored record is not understood and left out')
  }
}

type Parsed =
  | { readonly kind: 'app'; readonly value: StoredApplication }
  | { readonly kind: 'worker'; readonly value: StoredWorker }
  | { readonly kind: 'driver'; readonly value: StoredDriver }

function parsedRecord(name: string, value: unknown): Parsed | undefined {
  for (const [kind, { prefix, schema }] of Object.entries(RECORD_KINDS)) {
    if (!name.startsWith(prefix)) continue
    const result = schema.safeParse(value)
    return result.success ? ({ kind, value: result.data } as Parsed) : undefined
  }
  return undefined
}

type RefOf = <P extends Protocol>(stored: StoredRef) => EndpointRef<P>

function recoverApplication(
  state: ClusterState,
  stored: StoredApplication,
  out: Out,
  refOf: RefOf,
): void {
  const driver = refOf<AppClientProtocol>(stored.driver)
  const address = driver.address?.hostPort ?? ''
  const app = applicationFrom({ ...stored, driver, address })
  app.state = 'UNKNOWN'
  addApplication(state, app)
  state.nextAppNumber = Math.max(state.nextAppNumber, numberAfter(app.id))
  tellMasterChanged(driver, out)
}

function recoverWorker(state: ClusterState, stored: StoredWorker, out: Out, refOf: RefOf): void {
  const endpoint = refOf<WorkerProtocol>(stored.endpoint)
  addWorker(state, {
    ...stored,
    endpoint,
    address: endpoint.address?.hostPort ?? `${stored.host}:${stored.port}`,
    state: 'UNKNOWN',
    lastHeartbeatAt: out.now,
    unreachable: false,
    heirUntil: 0,
    executors: new Map(),
    drivers: new Map(),
    coresUsed: 0,
    memoryUsedMb: 0,
    resourcesUsed: {},
  })
  tellMasterChanged(endpoint, out)
}

function recoverDriver(state: ClusterState, stored: StoredDriver): void {
  const driver = {
    ...stored,
    state: stored.launched ? ('UNKNOWN' as const) : ('SUBMITTED' as const),
    worker: undefined,
    epoch: 0,
    resources: {},
    exception: undefined,
  }
  state.drivers.set(driver.id, driver)
  if (!driver.launched) state.waitingDrivers.push(driver)
  state.nextDriverNumber = Math.max(state.nextDriverNumber, numberAfter(driver.id))
}

const numberAfter = (id: string): number => (parseCountedId(id)?.number ?? -1) + 1

/** Tells a worker or an application that this Master leads now. */
export function tellMasterChanged(
  to: EndpointRef<{ readonly MasterChanged: typeof MasterChanged }>,
  out: Out,
): void {
  out.send(to, MasterChanged, { master: out.master.ref, masterWebUiUrl: out.master.webUiUrl })
}
