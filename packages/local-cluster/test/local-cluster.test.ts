import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { isRunning, suite, tmpDir, until } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { startLocalCluster } from '../src/index.js'

const test = suite('local-cluster', { timeoutMs: 60_000 })

const bin = (app: string): string =>
  fileURLToPath(new URL(`../../../apps/${app}/bin/firesteel-${app}.js`, import.meta.url))
const entries = { master: bin('master'), worker: bin('worker') }
const two = { workers: 2, coresPerWorker: 3, memoryPerWorkerMb: 512, entries }

test('is ready when all workers are registered, and leaves nothing behind', async () => {
  const cluster = await startLocalCluster(two)
  assert.match(cluster.masterUrl, /^spark:\/\/127\.0\.0\.1:\d+$/)
  assert.is(cluster.workers.length, 2)
  const log = readFileSync(join(cluster.workDir, 'master.log'), 'utf8')
  for (const { workerId, pid } of cluster.workers) {
    assert.match(log, new RegExp(`"workerId":"${workerId}","cores":3,"memoryMb":512`))
    assert.ok(isRunning(pid))
  }
  await cluster.stop()
  for (const pid of [cluster.masterPid, ...cluster.workers.map((worker) => worker.pid)]) {
    assert.not.ok(isRunning(pid))
  }
  assert.not.ok(existsSync(cluster.workDir))
  await cluster.stop()
})

test('workers stop before their Master, and say goodbye to it', async () => {
  const workDir = tmpDir()
  {
    await using _cluster = await startLocalCluster({ ...two, workDir })
  }
  const log = readFileSync(join(workDir, 'master.log'), 'utf8')
  assert.is(log.match(/"msg":"worker removed"/g)?.length, 2)
})

test('authenticates when there is a secret, which is on no command line', async () => {
  const secret = 'not-on-the-command-line'
  await using cluster = await startLocalCluster({ ...two, secret })
  const commandLine = readFileSync(`/proc/${cluster.masterPid}/cmdline`, 'utf8')
  assert.match(commandLine, 'spark.authenticate=true')
  assert.not.match(commandLine, secret)
})

test('a daemon that does not start is an error that shows its log, and the others are stopped', async () => {
  const workDir = tmpDir()
  const conf = { 'spark.worker.executorStateSync.maxAttempts': 'many' }
  await startLocalCluster({ ...two, workDir, conf }).then(
    () => assert.unreachable(),
    (error: { code: string; message: string }) => {
      assert.is(error.code, 'LOCAL_CLUSTER_START')
      assert.match(error.message, /^worker 1 did not start: it ended with 2\n/)
      assert.match(error.message, /firesteel-worker: .*executorStateSync\.maxAttempts/)
    },
  )
})

interface Owner {
  readonly pids: readonly number[]
  readonly workDir: string
  readonly child: ReturnType<typeof spawn>
  readonly exit: Promise<number | null>
}

function owner(how: string): Promise<Owner> {
  const program = fileURLToPath(new URL('programs/owner.ts', import.meta.url))
  const child = spawn(
    process.execPath,
    [
      '--conditions=@firesteel/source',
      '--import',
      'tsx',
      program,
      entries.master,
      entries.worker,
      how,
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve))
  return new Promise((resolve) => {
    createInterface({ input: child.stdout }).once('line', (line) =>
      resolve({ ...JSON.parse(line), child, exit }),
    )
  })
}

const allGone = (pids: readonly number[]) =>
  until('the daemons are gone', () => !pids.some(isRunning))

test('ends with its owner when that is killed', async () => {
  const { pids, workDir, child, exit } = await owner('wait')
  assert.ok(pids.every(isRunning))
  child.kill('SIGKILL')
  await exit
  await allGone(pids)
  // Nobody was left to do it.
  rmSync(workDir, { recursive: true })
})

test('does not keep its owner alive, and ends with it when that forgets to stop it', async () => {
  const { pids, workDir, exit } = await owner('forget')
  assert.is(await exit, 0)
  await allGone(pids)
  assert.not.ok(existsSync(workDir))
})

test('is stopped by its owner, and its directory is gone', async () => {
  const { pids, workDir, exit } = await owner('stop')
  assert.is(await exit, 0)
  assert.not.ok(pids.some(isRunning))
  assert.not.ok(existsSync(workDir))
})

test.run()
