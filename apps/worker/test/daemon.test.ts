import { SparkConf } from '@firesteel/conf'
import { SparkContext } from '@firesteel/spark-context'
import { isRunning, suite, tmpDir, until } from '@firesteel/testkit'
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'

const test = suite('apps/worker: the daemon', { timeoutMs: 60_000 })

const bin = (app: string): string =>
  fileURLToPath(new URL(`../../${app}/bin/firesteel-${app}.js`, import.meta.url))

interface Daemon {
  readonly child: ChildProcess
  readonly lines: string[]
  /** Its standard error so far. */
  said(): string
  readonly exit: Promise<{ code: number | null; stderr: string }>
}

const daemons = new Set<ChildProcess>()
test.after(() => {
  for (const child of daemons) child.kill('SIGKILL')
})

function start(app: string, args: readonly string[], env: Record<string, string> = {}): Daemon {
  const child = spawn(process.execPath, [bin(app), ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  daemons.add(child)
  const lines: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line))
  let stderr = ''
  child.stderr.on('data', (data) => (stderr += String(data)))
  const exit = new Promise<{ code: number | null; stderr: string }>((resolve) =>
    child.once('close', (code) => {
      daemons.delete(child)
      resolve({ code, stderr })
    }),
  )
  return { child, lines, said: () => stderr, exit }
}

const ready = (daemon: Daemon) => until('it is ready', () => daemon.lines[0])

async function aMaster(args: readonly string[] = [], env: Record<string, string> = {}) {
  const daemon = start('master', ['--port', '0', '--webui-port', '0', ...args], env)
  return { daemon, url: (await ready(daemon)).split(' ')[2] as string }
}

async function aCluster(given?: Awaited<ReturnType<typeof aMaster>>) {
  const master = given ?? (await aMaster())
  const workDir = tmpDir()
  const args = ['--cores', '1', '--memory', '1G', '--work-dir', workDir, master.url]
  const worker = start('worker', args)
  await ready(worker)
  const context = new SparkContext(new SparkConf().setMaster(master.url).setAppName('a test'))
  context.setLogLevel('OFF')
  const pid = async () =>
    (
      await context
        .parallelize([0], 1)
        .map(() => process.pid)
        .collect()
    )[0]
  return { master, worker, workDir, context, pid }
}

const stop = async (...all: readonly Daemon[]) => {
  for (const { child, exit } of all) {
    child.kill('SIGTERM')
    await exit
  }
}

test('says that it is ready once a Master took it, and exits 0 on SIGTERM', async () => {
  const master = await aMaster()
  const worker = start('worker', ['--work-dir', tmpDir(), master.url])
  assert.match(
    await ready(worker),
    new RegExp(`^firesteel-worker ready worker-\\d{14}-127\\.0\\.0\\.1-\\d+ ${master.url}$`),
  )
  worker.child.kill('SIGTERM')
  assert.is((await worker.exit).code, 0)
  assert.is(worker.lines.length, 1)
  await stop(master.daemon)
})

test('runs executors of an application, whose output is in their directories', async () => {
  const { master, worker, workDir, context } = await aCluster()
  await context.parallelize(['from a task'], 1).foreach((text) => console.log(text))
  const applicationId = await context.applicationId
  await context.stop()
  const directory = join(workDir, applicationId, '0')
  assert.is(readFileSync(join(directory, 'stdout'), 'utf8'), 'from a task\n')
  const stderr = readFileSync(join(directory, 'stderr'), 'utf8')
  assert.match(stderr, /^Spark Executor Command: ".*firesteel-executor\.js" "--driver-url" /)
  await stop(worker, master.daemon)
})

test('takes its executors with it on SIGTERM', async () => {
  const { master, worker, context, pid } = await aCluster()
  const executor = (await pid()) as number
  assert.ok(isRunning(executor))
  worker.child.kill('SIGTERM')
  assert.is((await worker.exit).code, 0)
  assert.not.ok(isRunning(executor))
  await context.stop()
  await stop(master.daemon)
})

test('its executors go with it even when it is killed', async () => {
  const { master, worker, context, pid } = await aCluster()
  const executor = (await pid()) as number
  worker.child.kill('SIGKILL')
  await until('the executor is gone', () => !isRunning(executor))
  await context.stop()
  await stop(master.daemon)
})

test('an executor that is killed is replaced, and the application goes on', async () => {
  const { master, worker, workDir, context, pid } = await aCluster()
  const executor = (await pid()) as number
  process.kill(executor, 'SIGKILL')
  const other = await pid()
  assert.is.not(other, executor)
  const directory = join(workDir, await context.applicationId)
  assert.equal(readdirSync(directory).sort(), ['0', '1'])
  await context.stop()
  await stop(worker, master.daemon)
})

test('a Master that comes back with its state finds its workers and applications as they were', async () => {
  const settings = { recoveryMode: 'FILESYSTEM', recoveryDirectory: tmpDir() }
  const recovery = Object.entries(settings).flatMap(([name, value]) => [
    '--conf',
    `spark.deploy.${name}=${value}`,
  ])
  const first = await aMaster(recovery)
  const { worker, context, pid } = await aCluster(first)
  const executor = await pid()
  first.daemon.child.kill('SIGKILL')
  await first.daemon.exit
  const port = new URL(first.url.replace('spark:', 'http:')).port
  const again = start('master', ['--port', port, ...recovery])
  await ready(again)
  assert.is(await pid(), executor)
  await until('it has recovered', () => again.said().includes('recovery complete'))
  assert.match(again.said(), /worker has been re-registered/)
  await context.stop()
  await stop(worker, again)
  assert.match(again.said(), /application removed/)
})

test('--help is on standard output and exits 0', async () => {
  const help = start('worker', ['--help'])
  assert.is((await help.exit).code, 0)
  assert.match(help.lines.join('\n'), /Usage: firesteel-worker/)
})

for (const [args, message] of [
  [[], /^firesteel-worker: missing required argument 'masters' \(see firesteel-worker --help\)\n$/],
  [['--cores', 'all', 'spark://h:1'], /^firesteel-worker: --cores takes .*, found 'all' .*\n$/],
  [['local[2]'], /^firesteel-worker: Invalid master URL: 'local\[2\]' .*\n$/],
] as const) {
  test(`'${args.join(' ')}' exits 2 with one line`, async () => {
    const { code, stderr } = await start('worker', args).exit
    assert.is(code, 2)
    assert.match(stderr, message)
  })
}

test('without a secret it listens on loopback only', async () => {
  const { code, stderr } = await start('worker', ['--host', '0.0.0.0', 'spark://h:1']).exit
  assert.is(code, 1)
  assert.match(stderr, /Refusing to listen on 0\.0\.0\.0 without authentication/)
})

test('a work directory that cannot be made is a clear error', async () => {
  const args = ['--work-dir', '/dev/null/work', 'spark://127.0.0.1:1']
  const { code, stderr } = await start('worker', args).exit
  assert.is(code, 1)
  assert.match(stderr, /cannot create the work directory \/dev\/null\/work/)
})

test('a port that is taken is a clear error', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as { port: number }
  const args = ['--port', String(port), '--conf', 'spark.port.maxRetries=0', 'spark://127.0.0.1:1']
  const { code, stderr } = await start('worker', args).exit
  server.close()
  assert.is(code, 1)
  assert.match(stderr, new RegExp(`could not listen on 127\\.0\\.0\\.1:${port}`))
})

test('another secret than that of its Master is a clear error at once', async () => {
  const secure = ['--conf', 'spark.authenticate=true']
  const master = await aMaster(secure, { _SPARK_AUTH_SECRET: 'one' })
  const args = [...secure, '--work-dir', tmpDir(), master.url]
  const { code, stderr } = await start('worker', args, { _SPARK_AUTH_SECRET: 'other' }).exit
  assert.is(code, 1)
  assert.match(stderr, /firesteel-worker: .*spark\.authenticate\.secret/)
  await stop(master.daemon)
})

test.run()
