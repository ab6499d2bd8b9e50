import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Duplex } from 'node:stream'
import { type Clock, withDeadline } from '@firesteel/clock'
import { lifelineOf, withLifeline } from '@firesteel/daemon/lifeline'
import { readyFacts } from '@firesteel/daemon/ready-line'
import { LocalClusterError } from './errors.js'

/** What to start, and how it says that it is ready. */
export interface DaemonSpec {
  /** For errors: `the Master`. */
  readonly what: string
  /** The program, for node to run. */
  readonly file: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  /** What its ready line calls it: `firesteel-master`. */
  readonly name: string
  /** Gets its standard error. */
  readonly logFile: string
  readonly startTimeoutMs: number
  readonly clock: Clock
}

/** Lines of the log that an error shows. */
const SHOWN_LINES = 10

/**
 * A daemon that runs as a process of its own and ends with this one.
 *
 * It holds the other end of a pipe of ours: when this process is gone, it stops. It does not keep this
 * process alive.
 */
export class DaemonProcess {
  readonly pid: number
  /** What its ready line says. */
  readonly facts: readonly string[]
  readonly #child: ChildProcess
  readonly #lifeline: Duplex | undefined
  readonly #exit: Promise<void>
  readonly #clock: Clock

  private constructor(
    child: ChildProcess,
    lifeline: Duplex | undefined,
    facts: readonly string[],
    clock: Clock,
  ) {
    this.#child = child
    this.#lifeline = lifeline
    this.pid = child.pid as number
    this.facts = facts
    this.#exit = exitOf(child).then(() => {})
    this.#clock = clock
  }

  /** Starts a daemon and waits for its ready line; one that is not ready in time is ended. */
  static async start(spec: DaemonSpec): Promise<DaemonProcess> {
    const child = spawned(spec)
    const lifeline = lifelineOf(child)
    try {
      const ready = factsOf(child, spec.name)
      const facts = await withDeadline(spec.clock, spec.startTimeoutMs, spec.what, ready)
      letGo(child, lifeline)
      return new DaemonProcess(child, lifeline, facts, spec.clock)
    } catch (error) {
      child.kill('SIGKILL')
      throw new LocalClusterError(spec.what, (error as Error).message, tailOf(spec.logFile))
    }
  }

  /** Whether it is still there. */
  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** Asks it to stop, and forces it when it takes longer than `withinMs`; resolves when it is gone. */
  async stop(withinMs: number): Promise<void> {
    // From here on its end is waited for.
    this.#child.ref()
    if (this.running) this.#child.kill('SIGTERM')
    const inTime = withDeadline(this.#clock, withinMs, 'the end of a daemon', this.#exit)
    await inTime.catch(async () => {
      this.#child.kill('SIGKILL')
      await this.#exit
    })
    this.#lifeline?.destroy()
  }
}

function spawned(spec: DaemonSpec): ChildProcess {
  const log = openSync(spec.logFile, 'a')
  try {
    return spawn(process.execPath, [spec.file, ...spec.args], {
      env: withLifeline(spec.env),
      stdio: ['ignore', 'pipe', log, 'pipe'],
      // Ctrl-C in a terminal is for the program that owns the cluster; it, or its end, stops the daemons.
      detached: true,
    })
  } finally {
    closeSync(log)
  }
}

function factsOf(child: ChildProcess, name: string): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => reject(new Error(`it ended with ${signal ?? code}`)))
    if (child.stdout === null) return
    createInterface({ input: child.stdout }).on('line', (line) => {
      const facts = readyFacts(name, line)
      if (facts !== undefined) resolve(facts)
    })
  })
}

/** A daemon must not keep the program alive that owns it. */
function letGo(child: ChildProcess, lifeline: Duplex | undefined): void {
  child.unref()
  for (const stream of [child.stdout, lifeline]) {
    ;(stream as { unref?: () => void } | null | undefined)?.unref?.()
  }
}

const exitOf = (child: ChildProcess): Promise<unknown> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once('exit', resolve))

function tailOf(logFile: string): string {
  try {
    return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-SHOWN_LINES).join('\n')
  } catch {
    return ''
  }
}
