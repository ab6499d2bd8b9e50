// Ten jobs on Firesteel and its peers, process start included, with checked results.
//   npm run bench -- install-peers        once
//   npm run bench -- jobs [--runs 5] [--slow-runs 1] [--jobs sort,join] [--peers Firesteel,Spark]
import { parseArgs } from 'node:util'
import { keep, median } from './harness.js'
import { wordsFile } from './inputs.js'
import { type Peer, findPeers } from './peers.js'
import { type TreeRun, runTree } from './process-tree.js'

const ALL = [
  'start',
  'range',
  'pi',
  'word-count',
  'reduce-by-key',
  'sort',
  'join',
  'k-means',
  'page-rank',
  'latency',
  'throughput',
]
const LIMIT_S = 600
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    'slow-runs': { type: 'string', default: '1' },
    jobs: { type: 'string', default: ALL.join(',') },
    peers: { type: 'string', default: '' },
    megabytes: { type: 'string', default: '200' },
    keep: { type: 'boolean', default: false },
  },
})

/** What a job said on lines that begin with `#`: `p50_ms 1.2`. */
interface JobRun extends TreeRun {
  readonly said: Readonly<Record<string, number>>
}

const wanted = values.peers.split(',')
const { peers, skipped } = await findPeers((name) => wanted.some((part) => name.startsWith(part)))
for (const line of skipped) console.error(line)
const file = wordsFile(Number(values.megabytes))
const figures: Record<string, Record<string, JobRun[]>> = {}
try {
  for (const job of values.jobs.split(',')) figures[job] = await measure(job)
} finally {
  for (const peer of peers) peer.stop?.()
}
report()

async function measure(job: string): Promise<Record<string, JobRun[]>> {
  const runs: Record<string, JobRun[]> = {}
  const answers = new Map<string, string>()
  const able = peers.filter(({ without }) => !without?.includes(job))
  for (let round = 0; round < Number(values.runs); round++) {
    for (const peer of able) {
      if (peer.slow === true && round >= Number(values['slow-runs'])) continue
      const run = await attempt(peer, job)
      if (run === undefined) continue
      const [answer = ''] = run.stdout
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#'))
      answers.set(answer, peer.name)
      if (answers.size > 1) {
        throw new Error(`${job}: the answers differ: ${JSON.stringify([...answers])}`)
      }
      ;(runs[peer.name] ??= []).push(run)
    }
  }
  const line = Object.entries(runs).map(
    ([name, all]) => `${name} ${median(all.map(({ wallS }) => wallS)).toFixed(2)}`,
  )
  console.error(`${job}: seconds of wall: ${line.join(', ')}`)
  return runs
}

async function attempt(peer: Peer, job: string): Promise<JobRun | undefined> {
  const { name, env, daemons } = peer
  try {
    const run = await runTree({ name, command: peer.command(job, file), env, daemons }, LIMIT_S)
    const said = [...run.stdout.matchAll(/^# (\w+) ([\d.]+)$/gm)]
    return { ...run, said: Object.fromEntries(said.map(([, key, value]) => [key, Number(value)])) }
  } catch (error) {
    console.error(`${job} on ${name} failed: ${(error as Error).message}`)
    return undefined
  }
}

/** Ratios of runs of one round, so that both saw the same machine; their median. */
function ratio(job: string, name: string, of: (run: JobRun) => number): string {
  const mine = figures[job]?.['Firesteel local[2]'] ?? []
  const theirs = figures[job]?.[name] ?? []
  const each = theirs.flatMap((run, round) => {
    const base = mine[round]
    return base === undefined ? [] : [of(run) / of(base)]
  })
  return each.length === 0 ? '–' : median(each).toFixed(2)
}

function report(): void {
  const names = peers.map(({ name }) => name).filter((name) => name !== 'Firesteel local[2]')
  const table = (title: string, of: (run: JobRun) => number): string[] => [
    `| ${title} | ${names.join(' | ')} |`,
    `| --- |${names.map(() => ' ---: |').join('')}`,
    ...Object.keys(figures).map(
      (job) => `| ${job} | ${names.map((name) => ratio(job, name, of)).join(' | ')} |`,
    ),
    '',
  ]
  const said = ([job, runs]: [string, Record<string, JobRun[]>]): string[] =>
    Object.entries(runs).flatMap(([name, all]) =>
      Object.keys(all[0]?.said ?? {}).map(
        (key) =>
          `| ${job} | ${name} | ${key} | ${median(all.map((run) => run.said[key] ?? Number.NaN))} |`,
      ),
    )
  const inside = Object.entries(figures).flatMap(said)
  const text = [
    ...table('wall, times that of Firesteel `local[2]`', ({ wallS }) => wallS),
    ...table('CPU of all processes', ({ cpuS }) => cpuS),
    ...table('peak memory of all processes', ({ peakRssMb }) => peakRssMb),
    ...(inside.length === 0
      ? []
      : ['| job | on | measured inside | median |', '| --- | --- | --- | ---: |', ...inside, '']),
    ...skipped.map((line) => `${line}\n`),
  ].join('\n')
  const command = `npm run bench -- jobs --runs ${values.runs} --slow-runs ${values['slow-runs']}`
  if (values.keep) keep('jobs', command, text, figures)
  else console.log(text)
}
