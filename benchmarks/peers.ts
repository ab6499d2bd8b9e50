import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { here } from './harness.js'

/** A system that runs the jobs. */
export interface Peer {
  readonly name: string
  /** Runs longer than all others: repeated less often. */
  readonly slow?: boolean
  /** Jobs that it does not have. */
  readonly without?: readonly string[]
  command(job: string, file: string): readonly [string, ...string[]]
  readonly env?: Readonly<Record<string, string>>
  readonly daemons?: readonly number[]
  /** Ends its daemons. */
  stop?(): void
}

/** Where peers are installed: `npm run bench -- install-peers`. */
export const peersDir: string = join(here, '.peers')
const python = process.env.FIRESTEEL_BENCH_PYTHON ?? join(peersDir, 'venv/bin/python')
const jobs = join(here, 'jobs')
const firesteel = join(here, '../packages/firesteel/bin/firesteel.js')

/** Java 17 keeps these from Spark unless told otherwise. */
const ADD_OPENS = [
  'lang',
  'lang.invoke',
  'lang.reflect',
  'io',
  'net',
  'nio',
  'util',
  'util.concurrent',
  'util.concurrent.atomic',
]
  .map((name) => `--add-opens=java.base/java.${name}=ALL-UNNAMED`)
  .concat(
    ['nio.ch', 'nio.cs', 'security.action', 'util.calendar'].map(
      (name) => `--add-opens=java.base/sun.${name}=ALL-UNNAMED`,
    ),
  )

/** Every peer that is installed, and a line for each that is not. */
export async function findPeers(wanted: (name: string) => boolean): Promise<{
  readonly peers: readonly Peer[]
  readonly skipped: readonly string[]
}> {
  const peers: Peer[] = []
  const skipped: string[] = []
  const tried: readonly [string, () => Peer | string | Promise<Peer>][] = [
    ['Firesteel local[2]', () => firesteelOn('Firesteel local[2]', 'local[2]')],
    ['Firesteel cluster', firesteelCluster],
    ['Node, one thread', node],
    ['DuckDB', () => ofPython('DuckDB', 'duckdb', 'duckdb_jobs.py')],
    ['polars', () => ofPython('polars', 'polars', 'polars_jobs.py')],
    ['Spark local[2]', () => spark('Spark local[2]', 'local[2]')],
    ['Spark cluster', sparkCluster],
    ['PySpark local[2]', pyspark],
    ['skale', skale],
  ]
  for (const [name, find] of tried) {
    if (!wanted(name)) continue
    try {
      const peer = await find()
      if (typeof peer === 'string') skipped.push(`${name}: skipped, ${peer}`)
      else peers.push(peer)
    } catch (error) {
      skipped.push(`${name}: skipped, ${(error as Error).message.split('\n')[0]}`)
    }
  }
  return { peers, skipped }
}

function firesteelOn(name: string, master: string): Peer {
  return {
    name,
    command: (job, file) => [process.execPath, join(jobs, 'firesteel.mjs'), job, master, file],
  }
}

function node(): Peer {
  return {
    name: 'Node, one thread',
    without: ['latency', 'throughput'],
    command: (job, file) => [process.execPath, join(jobs, 'node.mjs'), job, '-', file],
  }
}

function ofPython(name: string, module: string, script: string): Peer | string {
  if (!has(module)) return `${python} has no ${module}`
  return {
    name,
    without: ['throughput'],
    command: (job, file) => [python, join(jobs, script), job, '-', file],
  }
}

function skale(): Peer | string {
  if (!existsSync(join(peersDir, 'node_modules/skale'))) return 'it is not installed'
  return {
    name: 'skale',
    slow: true,
    without: ['throughput'],
    command: (job, file) => [process.execPath, join(jobs, 'skale.mjs'), job, '-', file, peersDir],
    env: { NODE_NO_WARNINGS: '1' },
  }
}

function has(module: string): boolean {
  try {
    execFileSync(python, ['-c', `import ${module}`], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** The directory of pyspark, which is a whole Spark; throws when it is not 3.5. */
function sparkHome(): string {
  const found = execFileSync(
    python,
    ['-c', 'import pyspark; print(pyspark.__version__, pyspark.__path__[0])'],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  )
  const [version = '', home = ''] = found.trim().split(' ')
  if (!version.startsWith('3.5.')) throw new Error(`pyspark is ${version}, not 3.5`)
  return home
}

/** The compiled Java program as a jar. */
function sparkJar(home: string): string {
  const classes = join(peersDir, 'classes')
  const jar = join(peersDir, 'jobs.jar')
  mkdirSync(classes, { recursive: true })
  const source = join(jobs, 'spark/Jobs.java')
  execFileSync('javac', ['-nowarn', '-d', classes, '-cp', join(home, 'jars/*'), source])
  const files = readdirSync(classes)
  execFileSync('jar', ['cf', jar, ...files.flatMap((name) => ['-C', classes, name])])
  return jar
}

function spark(name: string, master: string, daemons: readonly number[] = []): Peer {
  const home = sparkHome()
  const jar = sparkJar(home)
  const settings = ['spark.ui.enabled=false', 'spark.driver.host=127.0.0.1', `spark.jars=${jar}`]
  return {
    name,
    daemons,
    command: (job, file) => [
      'java',
      '-Xmx4g',
      ...ADD_OPENS,
      ...settings.map((setting) => `-D${setting}`),
      '-cp',
      `${jar}:${join(home, 'jars/*')}`,
      'Jobs',
      job,
      master,
      file,
    ],
  }
}

function pyspark(): Peer {
  const home = sparkHome()
  return {
    name: 'PySpark local[2]',
    slow: true,
    without: ['throughput'],
    command: (job, file) => [python, join(jobs, 'pyspark_jobs.py'), job, 'local[2]', file],
    env: {
      SPARK_HOME: home,
      PYSPARK_PYTHON: python,
      SPARK_LOCAL_IP: '127.0.0.1',
      PYSPARK_SUBMIT_ARGS: '--driver-memory 4g --conf spark.ui.enabled=false pyspark-shell',
    },
  }
}

async function firesteelCluster(): Promise<Peer> {
  const workDir = mkdtempSync(join(tmpdir(), 'firesteel-jobs-'))
  const daemons: ChildProcess[] = []
  const start = async (...args: string[]): Promise<string> => {
    const options = [...args, '--webui-port', '0']
    const daemon = spawn(process.execPath, [firesteel, ...options], {
      stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
      env: { ...process.env, FIRESTEEL_LIFELINE_FD: '3' },
    })
    daemons.push(daemon)
    return lineOf(daemon, /^firesteel-\w+ ready (.+)$/)
  }
  const master = await start('master', '--port', '0')
  for (const name of ['a', 'b']) {
    const place = ['--cores', '1', '--memory', '2g', '--work-dir', join(workDir, name)]
    await start('worker', ...place, master)
  }
  return {
    ...firesteelOn('Firesteel cluster', master),
    daemons: pidsOf(daemons),
    stop() {
      for (const daemon of daemons.reverse()) daemon.kill('SIGTERM')
      rmSync(workDir, { recursive: true, force: true })
    },
  }
}

async function sparkCluster(): Promise<Peer> {
  const home = sparkHome()
  const workDir = mkdtempSync(join(tmpdir(), 'spark-jobs-'))
  const daemons: ChildProcess[] = []
  const start = async (name: string, ready: RegExp, ...args: string[]): Promise<string> => {
    const daemon = spawn(
      'java',
      [
        '-Xmx512m',
        ...ADD_OPENS,
        '-cp',
        join(home, 'jars/*'),
        `org.apache.spark.deploy.${name}`,
        '--host',
        '127.0.0.1',
        '--webui-port',
        '0',
        ...args,
      ],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
        env: {
          ...process.env,
          SPARK_HOME: home,
          SPARK_SCALA_VERSION: '2.12',
          SPARK_LOCAL_IP: '127.0.0.1',
        },
      },
    )
    daemons.push(daemon)
    return lineOf(daemon, ready)
  }
  const port = String(await freePort())
  const master = await start('master.Master', /Starting Spark master at (\S+)/, '--port', port)
  for (const name of ['a', 'b']) {
    const place = ['--cores', '1', '--memory', '2g', '--work-dir', join(workDir, name)]
    await start('worker.Worker', /Successfully registered with master (\S+)/, ...place, master)
  }
  return {
    ...spark('Spark cluster', master, pidsOf(daemons)),
    stop() {
      for (const daemon of daemons.reverse()) daemon.kill('SIGKILL')
      rmSync(workDir, { recursive: true, force: true })
    },
  }
}

const pidsOf = (daemons: readonly ChildProcess[]): number[] =>
  daemons.map(({ pid }) => pid).filter((pid) => pid !== undefined)

/** What the first line that matches says; rejects when the process ends before. */
function lineOf(daemon: ChildProcess, pattern: RegExp): Promise<string> {
  const output = daemon.stdout ?? daemon.stderr
  return new Promise((resolve, reject) => {
    daemon.on('error', reject)
    daemon.on('exit', () => reject(new Error('a daemon ended before it was ready')))
    createInterface({ input: output as NodeJS.ReadableStream }).on('line', (line) => {
      const [, said] = pattern.exec(line) ?? []
      if (said !== undefined) resolve(said)
    })
  })
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}
