import {
  type AppClientProtocol,
  type ApplicationDescription,
  type DriverDescription,
  type MasterProtocol,
  type RegisterApplication,
  type RegisterWorker,
  type WorkerProtocol,
  workerIdFrom,
} from '@firesteel/deploy-messages'
import { silentLogger } from '@firesteel/logging'
import { type EndpointRef, type Protocol, RpcAddress } from '@firesteel/rpc-core'
import { DEFAULT_MASTER_OPTIONS, type MasterOptions } from '../src/conf.js'
import { registerApplication } from '../src/handlers/register-application.js'
import { registerWorker } from '../src/handlers/register-worker.js'
import type { Out } from '../src/out.js'
import { schedule } from '../src/schedule.js'
import { type ApplicationInfo, ClusterState, type WorkerInfo } from '../src/state.js'

/** A reference that reaches nobody. */
export function aRef<P extends Protocol>(name: string, hostPort: string): EndpointRef<P> {
  const address = RpcAddress.fromHostPort(hostPort)
  const uri = `spark://${name}@${hostPort}`
  const ref = { address, name, uri, equals: (other: { uri: string }) => other.uri === uri }
  return ref as unknown as EndpointRef<P>
}

export interface Sent {
  readonly to: string
  readonly type: string
  readonly payload: Record<string, unknown>
}

/** An {@link Out} that writes down what a handler says. */
export class RecordedOut implements Out {
  now = 0
  readonly logger = silentLogger
  readonly master = {
    ref: aRef<MasterProtocol>('Master', 'm:7077'),
    url: 'spark://m:7077',
    webUiUrl: '',
  }
  sender = 'test:1'
  readonly sent: Sent[] = []
  readonly stored: string[] = []
  readonly removed: string[] = []
  plansAsked = 0

  send(to: { readonly uri: string }, type: { readonly name: string }, payload: unknown): void {
    this.sent.push({ to: to.uri, type: type.name, payload: payload as Sent['payload'] })
  }
  persist({ name }: { readonly name: string }): void {
    this.stored.push(name)
  }
  unpersist(name: string): void {
    this.removed.push(name)
  }
  schedule(): void {
    this.plansAsked++
  }
  /** The names of what was sent, optionally to one receiver only, since the last call. */
  types(to = ''): string[] {
    return this.sent.filter((each) => each.to.includes(to)).map((each) => each.type)
  }
  payloadsOf(type: string): Sent['payload'][] {
    return this.sent.filter((each) => each.type === type).map((each) => each.payload)
  }
  clear(): void {
    this.sent.length = 0
  }
}

export const DESCRIPTION: ApplicationDescription = {
  name: 'words',
  command: { kind: 'executor', arguments: [], environment: {} },
  appUiUrl: '',
  defaultProfile: { executorMemoryMb: 512, resources: {} },
  user: 'somebody',
}

export const DRIVER: DriverDescription = {
  bundleUrl: 'file:///app.mjs',
  memoryMb: 512,
  cores: 1,
  supervise: false,
  command: { kind: 'driver', arguments: [], environment: {} },
  resources: {},
}

/** A Master without timers and network: its state, what it said, and its scheduling. */
export class Bench {
  readonly state: ClusterState
  readonly out = new RecordedOut()

  constructor(options: Partial<MasterOptions> = {}) {
    this.state = new ClusterState({ ...DEFAULT_MASTER_OPTIONS, ...options })
    this.state.status = 'ALIVE'
  }

  workerMessage(name: string, more: Partial<RegisterWorker> = {}): RegisterWorker {
    return {
      id: workerIdFrom(`worker-${name}`),
      host: name,
      port: 7078,
      worker: aRef<WorkerProtocol>('Worker', `${name}:7078`),
      cores: 4,
      memory: 4096,
      workerWebUiUrl: '',
      masterAddress: { host: 'm', port: 7077 },
      resources: {},
      registrationId: `registration-${name}`,
      epoch: 1,
      ...more,
    }
  }

  worker(name: string, more: Partial<RegisterWorker> = {}): WorkerInfo {
    const message = this.workerMessage(name, more)
    registerWorker(this.state, message, this.out)
    return this.state.workersById.get(message.id) as WorkerInfo
  }

  appMessage(name: string, more: Partial<RegisterApplication> = {}): RegisterApplication {
    return {
      appDescription: { ...DESCRIPTION, name },
      driver: aRef<AppClientProtocol>('AppClient', `${name}:4040`),
      registrationId: `registration-${name}`,
      epoch: 1,
      ...more,
    }
  }

  app(name: string, more: Partial<ApplicationDescription> = {}): ApplicationInfo {
    const appDescription = { ...DESCRIPTION, name, ...more }
    const message = this.appMessage(name, { appDescription })
    registerApplication(this.state, message, this.out)
    return this.state.appsByRegistration.get(message.registrationId) as ApplicationInfo
  }

  schedule(random = () => 0.5): void {
    schedule(this.state, this.out, random)
  }
}
