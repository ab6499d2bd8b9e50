import { SimulatedClock } from '@firesteel/clock'
import {
  type ApplicationDescription,
  type DriverDescription,
  type LaunchExecutor,
  MASTER_ENDPOINT,
  MasterProtocol,
  RegisteredWorker,
  type RegisterWorker,
  type WorkerProtocol,
  appIdFrom,
} from '@firesteel/deploy-messages'
import { type EndpointRef, MemoryTransport, type RpcAddress, RpcEnv } from '@firesteel/rpc-core'
import { tmpDir } from '@firesteel/testkit'
import { join } from 'node:path'
import { Worker, type WorkerOptions, type WorkerParts } from '../src/index.js'
import type { LaunchedProcess, ProcessExit, ProcessLauncher, ProcessSpec } from '../src/index.js'

/** A process that does what the test says. */
export class FakeProcess implements LaunchedProcess {
  readonly pid: number
  readonly spec: ProcessSpec
  readonly signals: string[] = []
  /** Whether SIGTERM ends it; SIGKILL does unless it is immortal. */
  polite = true
  immortal = false
  end: (exit: ProcessExit) => void = () => {}
  readonly exit = new Promise<ProcessExit>((resolve) => (this.end = resolve))

  constructor(pid: number, spec: ProcessSpec) {
    this.pid = pid
    this.spec = spec
  }

  kill(signal: 'SIGTERM' | 'SIGKILL'): void {
    this.signals.push(signal)
    if (this.immortal || (signal === 'SIGTERM' && !this.polite)) return
    this.end({ code: signal === 'SIGTERM' ? 143 : 137, signal })
  }
}

/** Launches processes that do what the test says. */
export class FakeLauncher implements ProcessLauncher {
  readonly launched: FakeProcess[] = []
  failure: Error | undefined

  async launch(spec: ProcessSpec): Promise<LaunchedProcess> {
    if (this.failure !== undefined) throw this.failure
    const process = new FakeProcess(1_000 + this.launched.length, spec)
    this.launched.push(process)
    return process
  }

  get last(): FakeProcess {
    const process = this.launched.at(-1)
    if (process === undefined) throw new Error('nothing was launched')
    return process
  }
}

export const APP = appIdFrom('app-20260101000000-0000')

export const anApp = (changes: Partial<ApplicationDescription> = {}): ApplicationDescription => ({
  name: 'counting',
  command: {
    kind: 'executor',
    arguments: ['--executor-id', '{{EXECUTOR_ID}}', '--worker-url', '{{WORKER_URL}}'],
    environment: {},
  },
  appUiUrl: '',
  defaultProfile: { executorMemoryMb: 512, resources: {} },
  user: 'somebody',
  ...changes,
})

export const aDriver = (changes: Partial<DriverDescription> = {}): DriverDescription => ({
  bundleUrl: '/tmp/app.mjs',
  memoryMb: 512,
  cores: 1,
  supervise: false,
  command: { kind: 'driver', arguments: ['{{WORKER_URL}}', '{{USER_JAR}}'], environment: {} },
  resources: {},
  ...changes,
})

export const someOptions = (changes: Partial<WorkerOptions> = {}): WorkerOptions => {
  const dir = tmpDir()
  return {
    timeoutMs: 60_000,
    cleanup: { enabled: false, intervalMs: 1_800_000, ttlMs: 604_800_000 },
    retainedExecutors: 1_000,
    retainedDrivers: 1_000,
    stateSync: { maxAttempts: 5, timeoutMs: 10_000 },
    executorTerminateTimeoutMs: 10_000,
    driverTerminateTimeoutMs: 10_000,
    shutdownDeadlineMs: 10_000,
    nodeOptions: [],
    workDir: join(dir, 'work'),
    localDirs: [join(dir, 'local')],
    ...changes,
  }
}

interface Said {
  readonly name: string
  readonly payload: unknown
}

/** A Master that notes what it hears and says what the test wants. */
export class FakeMaster {
  readonly heard: Said[] = []
  readonly env: RpcEnv
  readonly ref: EndpointRef<MasterProtocol>
  /** Whether a registration is answered at once. */
  answers = true
  /** Why reports are not acknowledged, when they are not. */
  deaf: Error | undefined
  worker: EndpointRef<WorkerProtocol> | undefined

  constructor(env: RpcEnv) {
    this.env = env
    const note = (name: string) => (payload: unknown) => void this.heard.push({ name, payload })
    const handlers = Object.fromEntries(
      Object.keys(MasterProtocol).map((name) => [name, note(name)]),
    )
    const report = (name: string) => (payload: unknown) => {
      this.heard.push({ name, payload })
      if (this.deaf !== undefined) throw this.deaf
      return true
    }
    this.ref = env.setupEndpoint(MASTER_ENDPOINT, {
      protocol: MasterProtocol,
      handlers: {
        ...handlers,
        ExecutorStateChanged: report('ExecutorStateChanged'),
        DriverStateChanged: report('DriverStateChanged'),
        RegisterWorker: (registration: RegisterWorker) => {
          this.heard.push({ name: 'RegisterWorker', payload: registration })
          this.worker = registration.worker
          if (this.answers) this.accept(registration)
        },
      } as never,
    })
  }

  accept({ worker, masterAddress, epoch }: RegisterWorker): void {
    worker.send(RegisteredWorker, {
      master: this.ref,
      masterWebUiUrl: '',
      masterAddress,
      duplicate: false,
      epoch,
    })
  }

  get url(): string {
    return (this.env.address as RpcAddress).toSparkUrl()
  }

  /** The payloads of the messages of one name, so far. */
  of<T>(name: string): T[] {
    return this.heard.filter((each) => each.name === name).map(({ payload }) => payload as T)
  }

  launch(changes: Partial<LaunchExecutor> = {}): LaunchExecutor {
    return {
      masterUrl: this.url,
      appId: APP,
      execId: 0,
      rpId: 0,
      appDesc: anApp(),
      cores: 2,
      memory: 512,
      resources: {},
      ...changes,
    }
  }
}

/** Masters, a worker and its processes in one process, with a clock that the test drives. */
export class Bench {
  readonly clock = new SimulatedClock(Date.UTC(2026, 0, 1))
  readonly launcher = new FakeLauncher()
  readonly transport = new MemoryTransport()
  readonly gaveUp: Error[] = []
  readonly registeredAt: string[] = []
  readonly #envs: RpcEnv[] = []
  #ids = 0

  async env(name: string, host: string): Promise<RpcEnv> {
    const env = await RpcEnv.create({ name, host, transport: this.transport })
    this.#envs.push(env)
    return env
  }

  async master(host = '127.0.0.1'): Promise<FakeMaster> {
    return new FakeMaster(await this.env('sparkMaster', host))
  }

  async worker(
    masters: readonly FakeMaster[],
    changes: Partial<WorkerParts> = {},
  ): Promise<Worker> {
    const env = await this.env('sparkWorker', '127.0.0.1')
    const worker = new Worker({
      env,
      masters: masters.map((master) => master.env.address as RpcAddress),
      options: someOptions(),
      entries: { executor: '/installed/executor.js' },
      cores: 4,
      memoryMb: 2_048,
      schedule: () => [10_000, 10_000, 10_000],
      onGaveUp: (error) => this.gaveUp.push(error),
      onRegistered: (url) => this.registeredAt.push(url),
      launcher: this.launcher,
      environment: {},
      newId: () => `id-${this.#ids++}`,
      clock: this.clock,
      ...changes,
    })
    await worker.start()
    return worker
  }

  async end(): Promise<void> {
    await Promise.all(this.#envs.map((env) => env.shutdown()))
  }
}
