import { spawn } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'

/** What a command, and whatever it started, cost. */
export interface TreeRun {
  readonly wallS: number
  /** User and system time of all processes. */
  readonly cpuS: number
  /** Largest sum of the resident sets seen, looked at 20 times a second. */
  readonly peakRssMb: number
  readonly stdout: string
}

/** A command to measure. */
export interface Command {
  readonly name: string
  readonly command: readonly [string, ...string[]]
  readonly env?: Readonly<Record<string, string>> | undefined
  /** Daemons that work for the command without being its children. */
  readonly daemons?: readonly number[] | undefined
}

const PAGE = 4_096
const TICKS_PER_SECOND = 100
const LOOK_EVERY_MS = 50

/** Runs a command to its end; rejects with what it wrote when it fails or takes longer than `limitS`. */
export async function runTree(
  { name, command, env, daemons = [] }: Command,
  limitS: number,
): Promise<TreeRun> {
  const before = daemonCpuS(daemons)
  const startedAt = performance.now()
  // The shell says what its children and all they waited for have used.
  const child = spawn('bash', ['-c', '"$@"; code=$?; times >&3; exit $code', 'bash', ...command], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    detached: true,
  })
  let [stdout, stderr, usage] = ['', '', '']
  child.stdout?.on('data', (text) => (stdout += String(text)))
  child.stderr?.on('data', (text) => (stderr = (stderr + String(text)).slice(-4_000)))
  child.stdio[3]?.on('data', (text) => (usage += String(text)))
  let peakRssMb = 0
  const look = setInterval(() => {
    peakRssMb = Math.max(peakRssMb, rssMb([child.pid as number, ...daemons]))
  }, LOOK_EVERY_MS)
  const limit = setTimeout(() => process.kill(-(child.pid as number), 'SIGKILL'), limitS * 1_000)
  const code = await new Promise((resolve) => child.on('close', resolve))
  const wallS = (performance.now() - startedAt) / 1_000
  clearInterval(look)
  clearTimeout(limit)
  if (code !== 0) throw new Error(`${name} ended with ${String(code)}:\n${stderr}`)
  await idle(daemons)
  const cpuS = childrenCpuS(usage) + daemonCpuS(daemons) - before
  return { wallS, cpuS, peakRssMb, stdout }
}

/** The last two times that `times` printed: user and system time of the children. */
function childrenCpuS(usage: string): number {
  const all = [...usage.matchAll(/(\d+)m([\d.]+)s/g)].map(([, m, s]) => Number(m) * 60 + Number(s))
  return all.slice(-2).reduce((sum, each) => sum + each, 0)
}

/** The fields of /proc/PID/stat behind the name, which may contain blanks. */
function stat(pid: number | string): string[] | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')
  } catch {
    return undefined
  }
}

/** What daemons and their children that have ended used so far. */
function daemonCpuS(pids: readonly number[]): number {
  const ticks = pids.map((pid) => (stat(pid) ?? []).slice(11, 15).map(Number))
  return ticks.flat().reduce((sum, each) => sum + each, 0) / TICKS_PER_SECOND
}

/** Processes that descend from `roots`, these included. */
function descendants(roots: readonly number[]): Map<number, number> {
  const parents = new Map<number, readonly [parent: number, rssMb: number]>()
  let names: string[] = []
  try {
    names = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  } catch {
    // No such file system here: no figures of memory.
  }
  for (const name of names) {
    const fields = stat(name)
    if (fields === undefined) continue
    parents.set(Number(name), [Number(fields[1]), (Number(fields[21]) * PAGE) / 2 ** 20])
  }
  const found = new Map<number, number>()
  for (const [pid, [, mb]] of parents) {
    let at: number | undefined = pid
    while (at !== undefined && at > 1 && !roots.includes(at)) at = parents.get(at)?.[0]
    if (at !== undefined && roots.includes(at)) found.set(pid, mb)
  }
  return found
}

const rssMb = (roots: readonly number[]): number =>
  [...descendants(roots).values()].reduce((sum, each) => sum + each, 0)

/** Waits until executors that daemons started are gone, so that their time is counted. */
async function idle(daemons: readonly number[]): Promise<void> {
  for (let looks = 0; looks < 200 && descendants(daemons).size > daemons.length; looks++) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
}
