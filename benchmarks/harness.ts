import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** This directory. */
export const here: string = fileURLToPath(new URL('.', import.meta.url))

/** A program to measure: a peer of the others in its comparison. */
export interface Contender {
  readonly name: string
  /** Arguments of node. */
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** What one run cost. */
export interface Run {
  readonly wallMs: number
  /** User and system time of the process, all its threads included. */
  readonly cpuMs: number
  readonly peakRssMb: number
  readonly stdout: string
  /** From the start of the process to its first line of output. */
  readonly firstLineMs: number
}

/** Runs a contender once; rejects when it fails. */
export function runOnce(contender: Contender): Promise<Run> {
  const startedAt = performance.now()
  const child = spawn(
    process.execPath,
    ['--import', join(here, 'report-usage.mjs'), ...contender.args],
    { stdio: ['ignore', 'pipe', 'inherit', 'pipe'], env: { ...process.env, ...contender.env } },
  )
  let stdout = ''
  let usage = ''
  let firstLineMs = Number.NaN
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    if (stdout === '') firstLineMs = performance.now() - startedAt
    stdout += text
  })
  child.stdio[3]?.on('data', (text) => (usage += String(text)))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      if (code !== 0) reject(new Error(`${contender.name} ended with ${code ?? signal}`))
      const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(usage) as NodeJS.ResourceUsage
      resolve({
        wallMs: performance.now() - startedAt,
        cpuMs: (userCPUTime + systemCPUTime) / 1_000,
        peakRssMb: maxRSS / 1_024,
        stdout,
        firstLineMs,
      })
    })
  })
}

/** The middle value; of an even number, the lower of the two. */
export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Number.NaN

/** Medians of several runs of each contender, taken in turns so that drift hits all alike; outputs must agree. */
export async function compare(
  contenders: readonly Contender[],
  runs: number,
): Promise<Map<string, Run>> {
  const all = new Map<string, Run[]>(contenders.map(({ name }) => [name, []]))
  for (let round = 0; round < runs; round++) {
    for (const contender of contenders) {
      all.get(contender.name)?.push(await runOnce(contender))
      process.stderr.write('.')
    }
  }
  process.stderr.write('\n')
  const outputs = new Set([...all.values()].flat().map(({ stdout }) => stdout.trim()))
  if (outputs.size > 1) throw new Error(`the contenders disagree:\n${[...outputs].join('\n---\n')}`)
  return new Map(
    [...all].map(([name, each]) => [
      name,
      {
        wallMs: median(each.map((run) => run.wallMs)),
        cpuMs: median(each.map((run) => run.cpuMs)),
        peakRssMb: median(each.map((run) => run.peakRssMb)),
        firstLineMs: median(each.map((run) => run.firstLineMs)),
        stdout: each[0]?.stdout ?? '',
      },
    ]),
  )
}

/** Where and on what a result was taken. */
export function provenance(): Record<string, unknown> {
  let commit = 'unknown'
  try {
    commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      cwd: here,
      encoding: 'utf8',
    }).trim()
  } catch {
    // A checkout without history measures too.
  }
  return {
    date: new Date().toISOString().slice(0, 10),
    commit,
    node: process.version,
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
  }
}

/** Keeps a result under results/, and its table in docs/benchmarks.md between the markers of that name. */
export function keep(name: string, command: string, table: string, figures: unknown): void {
  mkdirSync(join(here, 'results'), { recursive: true })
  const from = provenance()
  writeFileSync(
    join(here, 'results', `${name}.json`),
    `${JSON.stringify({ ...from, command, figures }, null, 2)}\n`,
  )
  const page = join(here, '../docs/benchmarks.md')
  const text = readFileSync(page, 'utf8')
  const block = `<!-- ${name} -->\n${table}\n\`${command}\`, ${String(from.date)}, commit ${String(from.commit)}, Node ${String(from.node)}, ${String(from.cores)} cores (${String(from.cpu)}).\n<!-- /${name} -->`
  const pattern = new RegExp(`<!-- ${name} -->[\\s\\S]*?<!-- /${name} -->`)
  if (!pattern.test(text)) throw new Error(`docs/benchmarks.md has no <!-- ${name} --> block`)
  writeFileSync(
    page,
    text.replace(pattern, () => block),
  )
  console.log(table)
}
