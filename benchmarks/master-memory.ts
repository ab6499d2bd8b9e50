// What a Master process holds after five minutes of heartbeats from 50 workers, each with a connection of
// its own, and after the same with applications coming and going.
//   npm run bench -- master-memory             20 rounds, one every 200 ms
//   npm run bench -- master-memory --real      20 rounds, one every 15 s, as workers do: five minutes
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import {
  AppClientProtocol,
  Heartbeat,
  MasterProtocol,
  RegisterApplication,
  RegisterWorker,
  UnregisterApplication,
  WorkerProtocol,
  workerIdFrom,
} from '@firesteel/deploy-messages'
import {
  type EndpointRef,
  type Handlers,
  type Protocol,
  RpcAddress,
  RpcEnv,
} from '@firesteel/rpc-core'
import { here, keep } from './harness.js'

const real = process.argv.includes('--real')
const WORKERS = 50
const ROUNDS = 20
const PERIOD_MS = real ? 15_000 : 200
const APPLICATIONS = 100

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Resident memory of a process now, as Linux counts it. */
const residentMb = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024

function handlersOf<P extends Protocol>(
  protocol: P,
  heard: (name: string, payload: never) => void,
): Handlers<P> {
  const names = Object.keys(protocol)
  const entries = names.map((name) => [name, (payload: never) => heard(name, payload)])
  return Object.fromEntries(entries) as Handlers<P>
}

interface SimulatedWorker {
  readonly env: RpcEnv
  beat(): void
}

async function simulatedWorker(master: RpcAddress, number: number): Promise<SimulatedWorker> {
  const env = await RpcEnv.create({ name: `worker${number}` })
  const id = workerIdFrom(`worker-${number}`)
  let registered: () => void = () => {}
  const told = new Promise<void>((resolve) => (registered = resolve))
  const handlers = handlersOf(WorkerProtocol, (name) => {
    if (name === 'RegisteredWorker') registered()
  })
  const worker = env.setupEndpoint('Worker', { protocol: WorkerProtocol, handlers })
  const ref: EndpointRef<MasterProtocol> = await env.lookup(master, 'Master', MasterProtocol)
  ref.send(RegisterWorker, {
    id,
    host: '127.0.0.1',
    port: env.address?.port ?? 0,
    worker,
    cores: 4,
    memory: 4_096,
    workerWebUiUrl: '',
    masterAddress: { host: master.host, port: master.port },
    resources: {},
    registrationId: `registration-${number}`,
    epoch: 1,
  })
  await told
  return { env, beat: () => ref.send(Heartbeat, { workerId: id, worker }) }
}

/** One application after the other registers, is given an executor on every worker, and ends. */
async function applications(master: RpcAddress): Promise<void> {
  const env = await RpcEnv.create({ name: 'driver' })
  let registered: (appId: never) => void = () => {}
  const handlers = handlersOf(AppClientProtocol, (name, payload: { appId: never }) => {
    if (name === 'RegisteredApplication') registered(payload.appId)
  })
  const driver = env.setupEndpoint('AppClient', { protocol: AppClientProtocol, handlers })
  const ref = await env.lookup(master, 'Master', MasterProtocol)
  const command = { kind: 'executor', arguments: [], environment: {} } as const
  const defaultProfile = { executorMemoryMb: 512, resources: {} }
  for (let number = 0; number < APPLICATIONS; number++) {
    const told = new Promise<never>((resolve) => (registered = resolve))
    const appDescription = { name: `${number}`, command, appUiUrl: '', defaultProfile, user: '' }
    ref.send(RegisterApplication, {
      appDescription,
      driver,
      registrationId: `app-${number}`,
      epoch: 1,
    })
    ref.send(UnregisterApplication, { appId: await told })
  }
  await env.shutdown()
}

const bin = join(here, '../apps/master/bin/firesteel-master.js')
const daemon = spawn(process.execPath, [bin, '--port', '0', '--log-format', 'json'], {
  stdio: ['ignore', 'pipe', 'ignore'],
})
try {
  const [line] = await new Promise<[string]>((resolve) =>
    createInterface({ input: daemon.stdout }).once('line', (text) => resolve([text])),
  )
  const address = RpcAddress.fromSparkUrl(line.split(' ').at(-1) ?? '')
  const pid = daemon.pid ?? 0
  const startMb = residentMb(pid)
  const workers: SimulatedWorker[] = []
  for (let number = 0; number < WORKERS; number++) {
    workers.push(await simulatedWorker(address, number))
  }
  const registeredMb = residentMb(pid)
  for (let round = 0; round < ROUNDS; round++) {
    for (const worker of workers) worker.beat()
    await pause(PERIOD_MS)
  }
  const afterMb = residentMb(pid)
  await applications(address)
  const busyMb = residentMb(pid)

  const mb = (value: number): string => `${value.toFixed(0)} MB`
  const rhythm = real ? 'five minutes' : `${ROUNDS} rounds, one every ${PERIOD_MS} ms`
  keep(
    'master-memory',
    `npm run bench -- master-memory${real ? ' --real' : ''}`,
    [
      '| resident memory of a Master process | |',
      '| --- | --- |',
      `| just started | ${mb(startMb)} |`,
      `| ${WORKERS} workers registered | ${mb(registeredMb)} |`,
      `| after ${WORKERS * ROUNDS} heartbeats of ${WORKERS} workers (${rhythm}) | ${mb(afterMb)} |`,
      `| after ${APPLICATIONS} applications with an executor on each worker | ${mb(busyMb)} |`,
      '',
    ].join('\n'),
    { startMb, registeredMb, afterMb, busyMb },
  )
  await Promise.all(workers.map(({ env }) => env.shutdown()))
} finally {
  daemon.kill('SIGTERM')
}
