import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import {
  MasterProtocol,
  RegisterWorker,
  RequestMasterState,
  WorkerProtocol,
  workerIdFrom,
} from '@firesteel/deploy-messages'
import { RpcAddress, RpcEnv } from '@firesteel/rpc-core'
import { runNode, suite, tmpDir, until } from '@firesteel/testkit'
import * as assert from 'uvu/assert'

const test = suite('firesteel-master: process')

const BIN = fileURLToPath(new URL('../bin/firesteel-master.js', import.meta.url))

interface Running {
  readonly child: ChildProcess
  readonly url: string
  readonly ended: Promise<{ code: number | null; signal: string | null }>
  stderr(): string
}

const children = new Set<ChildProcess>()

async function start(args: readonly string[]): Promise<Running> {
  const child = spawn(process.execPath, [BIN, '-p', '0', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.add(child)
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.on('close', (code, signal) => {
      children.delete(child)
      resolve({ code, signal })
    })
  })
  const url = await until('it is ready', () => {
    if (child.exitCode !== null) throw new Error(`it exited with ${child.exitCode}: ${stderr}`)
    return /^firesteel-master ready (\S+)$/m.exec(stdout)?.[1]
  })
  return { child, url, ended, stderr: () => stderr }
}

test.after(() => {
  for (const child of children) child.kill('SIGKILL')
})

test('says where it listens, answers there, and ends with 0 at SIGTERM', async () => {
  const master = await start([])
  const client = await RpcEnv.create({ name: 'client', clientMode: true })
  const ref = await client.lookup(RpcAddress.fromSparkUrl(master.url), 'Master', MasterProtocol)
  const state = await ref.ask(RequestMasterState, {})
  assert.is(state.status, 'ALIVE')
  const gone = new Promise((resolve) => client.events.once('disconnected', resolve))
  const at = Date.now()
  master.child.kill('SIGTERM')
  assert.equal(await master.ended, { code: 0, signal: null })
  await gone
  assert.ok(Date.now() - at < 10_000, 'within its deadline')
  await client.shutdown()
})

test('ends with 0 at SIGINT too', async () => {
  const master = await start(['--log-level', 'error'])
  master.child.kill('SIGINT')
  assert.equal(await master.ended, { code: 0, signal: null })
  assert.is(master.stderr(), '')
})

test('ends with the process that holds its lifeline', async () => {
  const child = spawn(process.execPath, [BIN, '-p', '0', '--log-level', 'error'], {
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
    env: { ...process.env, FIRESTEEL_LIFELINE_FD: '3' },
  })
  children.add(child)
  const code = new Promise((resolve) => child.on('close', resolve))
  await new Promise((resolve) => child.stdout?.once('data', resolve))
  ;(child.stdio[3] as { destroy(): void } | null)?.destroy()
  assert.is(await code, 0)
  children.delete(child)
})

test('a port that is in use is one clear line and exit 1', async () => {
  const master = await start([])
  const port = master.url.split(':').at(-1) ?? ''
  const { code, stderr, stdout } = await runNode([BIN, '-p', port, '--log-level', 'silent'], {
    nodeArgs: [],
  })
  assert.is(code, 1)
  assert.is(stdout, '')
  assert.match(stderr, new RegExp(`^firesteel-master: .*127\\.0\\.0\\.1:${port}.*EADDRINUSE.*\\n$`))
  master.child.kill('SIGTERM')
  await master.ended
})

test('a mistake on the command line is one clear line and exit 2', async () => {
  const { code, stderr } = await runNode([BIN, '--nope'], { nodeArgs: [] })
  assert.is(code, 2)
  assert.is(stderr, "firesteel-master: unknown option '--nope' (see firesteel-master --help)\n")
})

test('help is printed on standard output with exit 0', async () => {
  const { code, stdout } = await runNode([BIN, '--help'], { nodeArgs: [] })
  assert.is(code, 0)
  assert.match(stdout, /^Usage: firesteel-master \[options\]/)
})

test('off loopback it refuses to listen without a secret', async () => {
  const { code, stderr } = await runNode([BIN, '-h', '0.0.0.0', '-p', '0'], { nodeArgs: [] })
  assert.is(code, 1)
  assert.match(stderr, 'spark.authenticate')
})

test('a recovery directory that cannot be used is one clear line and exit 1', async () => {
  const conf = [
    'spark.deploy.recoveryMode=FILESYSTEM',
    'spark.deploy.recoveryDirectory=/dev/null/x',
  ]
  const flags = conf.flatMap((each) => ['--conf', each])
  const { code, stderr } = await runNode([BIN, '-p', '0', ...flags], { nodeArgs: [] })
  assert.is(code, 1)
  assert.match(stderr, /^firesteel-master: cannot keep records in \/dev\/null\/x: .*\n$/)
})

test('remembers over a restart what FILESYSTEM stored', async () => {
  const directory = tmpDir()
  const flags = [
    '--conf',
    'spark.deploy.recoveryMode=FILESYSTEM',
    '--conf',
    `spark.deploy.recoveryDirectory=${directory}`,
  ]
  const first = await start(flags)
  const worker = await RpcEnv.create({ name: 'worker' })
  const heard: string[] = []
  const ref = worker.setupEndpoint('Worker', {
    protocol: WorkerProtocol,
    handlers: Object.fromEntries(
      Object.keys(WorkerProtocol).map((name) => [name, () => void heard.push(name)]),
    ) as never,
  })
  const address = RpcAddress.fromSparkUrl(first.url)
  const master = await worker.lookup(address, 'Master', MasterProtocol)
  master.send(RegisterWorker, {
    id: workerIdFrom('worker-1'),
    host: '127.0.0.1',
    port: worker.address?.port ?? 0,
    worker: ref,
    cores: 1,
    memory: 1024,
    workerWebUiUrl: '',
    masterAddress: { host: address.host, port: address.port },
    resources: {},
    registrationId: 'one',
    epoch: 1,
  })
  await until('it is registered', () => heard.includes('RegisteredWorker'))
  first.child.kill('SIGKILL')
  await first.ended

  const second = await start(flags)
  await until('the worker hears who leads', () => heard.includes('MasterChanged'))
  second.child.kill('SIGTERM')
  assert.is((await second.ended).code, 0)
  await worker.shutdown()
})

test('takes a worker that was killed and is back at once on its port, and keeps it', async () => {
  const master = await start(['--log-level', 'error', '--conf', 'spark.network.reconnectGrace=3s'])
  const first = worker(master.url, '0')
  const port = await until('it listens', () => /listening (\d+)/.exec(first.said())?.[1])
  await until('it is registered', () => first.said().includes('RegisteredWorker'))
  first.child.kill('SIGKILL')
  await first.ended
  const second = worker(master.url, port)
  await until('the Master answers', () => /Register\w+/.test(second.said()))
  assert.match(second.said(), 'RegisteredWorker')

  const client = await RpcEnv.create({ name: 'client', clientMode: true })
  const ref = await client.lookup(RpcAddress.fromSparkUrl(master.url), 'Master', MasterProtocol)
  const states = async (): Promise<string> =>
    (await ref.ask(RequestMasterState, {})).workers.map(({ state }) => state).join()
  // Where the second comes only after the grace of the first, its dead entry is replaced instead of kept.
  assert.match(await states(), /^(DEAD,)?ALIVE$/)
  // The end of the first process is noticed only when its grace is over; it is not the second's.
  await new Promise((resolve) => setTimeout(resolve, 3_500))
  assert.match(await states(), /^(DEAD,)?ALIVE$/)
  await client.shutdown()
  second.child.kill('SIGKILL')
  master.child.kill('SIGTERM')
  await Promise.all([second.ended, master.ended])
})

function worker(url: string, port: string) {
  const program = fileURLToPath(new URL('programs/registering-worker.ts', import.meta.url))
  const child = spawn(
    process.execPath,
    ['--conditions=@firesteel/source', '--import', 'tsx', program, url, port],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  children.add(child)
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  const ended = new Promise<void>((resolve) => {
    child.on('close', () => {
      children.delete(child)
      resolve()
    })
  })
  return { child, ended, said: () => said }
}

test.run()
