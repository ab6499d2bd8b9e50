// A Master process, two Worker processes, and an application submitted to them: main.ts [PATH…]
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const firesteel = join(
  createRequire(import.meta.url).resolve('firesteel/package.json'),
  '../bin/firesteel.js',
)
const application = fileURLToPath(new URL('../02-word-count/word-count.ts', import.meta.url))
const workDir = mkdtempSync(join(tmpdir(), 'firesteel-work-'))
const daemons: ChildProcess[] = []

const startedAt = performance.now()
const phase = (what: string): void =>
  console.error(`[${((performance.now() - startedAt) / 1_000).toFixed(2)} s] ${what}`)

/** Starts a daemon and resolves with what its ready line says. */
async function start(...args: string[]): Promise<string> {
  const daemon = spawn(process.execPath, [firesteel, ...args], {
    // Descriptor 3 ends when we do, however we end: then the daemon ends too.
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, FIRESTEEL_LIFELINE_FD: '3' },
  })
  daemons.push(daemon)
  let complaints = ''
  daemon.stderr
    ?.setEncoding('utf8')
    .on('data', (text: string) => (complaints = (complaints + text).slice(-4_000)))
  for await (const line of createInterface({ input: daemon.stdout as NodeJS.ReadableStream })) {
    const [, ready] = /^firesteel-\w+ ready (.+)$/.exec(line) ?? []
    if (ready !== undefined) {
      daemon.stdout?.resume()
      return ready
    }
  }
  throw new Error(`firesteel ${args[0]} did not become ready:\n${complaints}`)
}

async function stop(daemon: ChildProcess): Promise<void> {
  if (daemon.exitCode !== null || daemon.signalCode !== null) return
  daemon.kill('SIGTERM')
  await once(daemon, 'exit')
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    for (const daemon of daemons) daemon.kill('SIGTERM')
    process.exitCode = 1
  })
}

try {
  const master = await start('master', '--host', '127.0.0.1', '--port', '0', '--webui-port', '0')
  phase(`Master at ${master}`)
  const worker = [
    'worker',
    '--cores',
    '1',
    '--memory',
    '1g',
    '--webui-port',
    '0',
    '--work-dir',
    workDir,
  ]
  await Promise.all([start(...worker, master), start(...worker, master)])
  phase('two Workers registered')

  const submit = spawn(
    process.execPath,
    [
      firesteel,
      'submit',
      '--master',
      master,
      '--executor-memory',
      '512m',
      // Both workers before the first task, so that both get some.
      '--total-executor-cores',
      '2',
      '--conf',
      'spark.scheduler.minRegisteredResourcesRatio=1',
      '--conf',
      'spark.ui.showConsoleProgress=true',
      application,
      ...process.argv.slice(2),
    ],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  )
  const [code] = (await once(submit, 'exit')) as [number | null]
  phase(code === 0 ? 'application finished' : `application ended with status ${code}`)
  process.exitCode = code ?? 1
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
} finally {
  // Workers first: they have something to say to the Master.
  const [master, ...workers] = daemons
  await Promise.all(workers.map(stop))
  if (master !== undefined) await stop(master)
  rmSync(workDir, { recursive: true, force: true })
  phase('everything stopped')
}
