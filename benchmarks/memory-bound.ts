// What an executor's process holds at most while it works on four times its memory.
//   npm run bench -- memory-bound                        128, 256 and 512 MiB, 1 and 2 slots
//   npm run bench -- memory-bound 128 1 join             one setting, one number of slots, some operations
// What is measured takes the place of the same rows in the table that is kept; the others stay.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { executorMemoryPlan } from '@firesteel/memory'
import { startLocalCluster } from '@firesteel/local-cluster'
import { SparkConf, SparkContext } from 'firesteel'
import { here, keep } from './harness.js'
import { MEMORY_OPERATIONS, type MemoryOperation } from './memory-operations.js'

const MIB = 1024 ** 2
const DATA_PER_MEMORY = 4
const ALLOWED = 1.25
/** A partition is about this share of a slot's memory: what fits is not what is measured. */
const PARTITIONS_PER_SLOT = 4

interface Figure {
  readonly operation: string
  readonly slots: number
  readonly memoryMiB: number
  readonly peakMiB: number
  readonly boundMiB: number
  readonly spilledMiB: number
  readonly seconds: number
  readonly outcome: string
}

const [mib, slotCount, ...wanted] = process.argv.slice(2)
const settings = mib === undefined ? [128, 256, 512] : [Number(mib)]
const slotCounts = slotCount === undefined ? [1, 2] : [Number(slotCount)]
const names = Object.keys(MEMORY_OPERATIONS)
const operations = Object.entries(MEMORY_OPERATIONS).filter(
  ([name]) => wanted.length === 0 || wanted.some((each) => name.includes(each)),
)
const entry = (app: string): string => join(here, `../apps/${app}/bin/firesteel-${app}.js`)
const measured: Figure[] = []

for (const memoryMiB of settings) {
  for (const slots of slotCounts) {
    const cluster = await startLocalCluster({
      workers: 1,
      coresPerWorker: slots,
      memoryPerWorkerMb: 2_048,
      entries: { master: entry('master'), worker: entry('worker') },
    })
    try {
      for (const operation of operations) {
        measured.push(await measure(cluster.masterUrl, operation, memoryMiB, slots))
      }
    } finally {
      await cluster.stop()
    }
  }
}
report()

/** One operation in an executor of its own. */
async function measure(
  masterUrl: string,
  [operation, run]: readonly [string, MemoryOperation],
  memoryMiB: number,
  slots: number,
): Promise<Figure> {
  const conf = new SparkConf([])
    .setMaster(masterUrl)
    .setAppName(operation)
    .set('spark.executor.memory', `${memoryMiB}m`)
    .set('spark.log.level', 'ERROR')
    .set('spark.task.maxFailures', 1)
  const plan = executorMemoryPlan(conf, slots)
  const sc = new SparkContext(conf)
  let spilled = 0
  sc.addSparkListener({
    onTaskEnd({ metrics }) {
      spilled += metrics?.diskBytesSpilled ?? 0
    },
  })
  const started = performance.now()
  try {
    const pids = await sc
      .range(0, slots, 1, slots)
      .map(() => process.pid)
      .collect()
    const pid = pids[0] as number
    writeFileSync(`/proc/${pid}/clear_refs`, '5')
    const maps = DATA_PER_MEMORY * slots
    const reducers = PARTITIONS_PER_SLOT * slots
    const bytes = DATA_PER_MEMORY * memoryMiB * MIB
    const outcome = await run(sc, { bytes, maps, reducers }).then(
      (isRight) => (isRight ? '' : 'WRONG'),
      (error: Error) => error.message,
    )
    const figure = {
      operation,
      slots,
      memoryMiB,
      peakMiB: peakMiB(pid),
      boundMiB: Math.round(ALLOWED * memoryMiB + plan.overheadBytes / MIB),
      spilledMiB: Math.round(spilled / MIB),
      seconds: Math.round((performance.now() - started) / 1_000),
      outcome,
    }
    console.error(`${lineOf(figure)} ${figure.seconds} s ${outcome}`)
    return figure
  } finally {
    await sc.stop()
  }
}

/** The most that the process had resident since it was last reset, as Linux counts it. */
function peakMiB(pid: number): number {
  try {
    const [, kib] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return Math.round(Number(kib) / 1_024)
  } catch {
    return Number.NaN
  }
}

function isHeld({ peakMiB: peak, boundMiB, outcome }: Figure): boolean {
  return peak <= boundMiB && outcome === ''
}

function lineOf(each: Figure): string {
  const { operation, slots, memoryMiB, peakMiB: peak, boundMiB, spilledMiB, outcome } = each
  const held = isHeld(each) ? '' : outcome === '' ? ' (exceeded)' : ' (failed)'
  return `| ${operation} | ${slots} | ${memoryMiB} | ${peak}${held} | ${boundMiB} | ${spilledMiB} |`
}

function report(): void {
  const rowOf = ({ operation, slots, memoryMiB }: Figure): string =>
    `${String(memoryMiB).padStart(6)} ${slots} ${names.indexOf(operation) + 100}`
  const rows = new Map([...kept(), ...measured].map((each) => [rowOf(each), each]))
  const figures = [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each)
  const table = [
    '| operation on four times the memory | slots | `spark.executor.memory`, MiB | peak resident, MiB | bound, MiB | spilled, MiB |',
    '| --- | --- | --- | --- | --- | --- |',
    ...figures.map(lineOf),
    '',
  ].join('\n')
  keep('memory-bound', 'npm run bench -- memory-bound', table, figures)
  if (measured.some((each) => !isHeld(each))) process.exitCode = 1
}

/** What earlier runs found. */
function kept(): readonly Figure[] {
  const file = join(here, 'results/memory-bound.json')
  if (!existsSync(file)) return []
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly figures: Figure[] }).figures
}
