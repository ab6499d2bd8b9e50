import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Duplex } from 'node:stream'
import { type Clock, withDeadline } from '@firesteel/clock'
import { LocalClusterError } from './errors.js'
import { LIFELINE_VARIABLE } from './lifeline.js'

/** What to start, and how it says that it is ready. */
export interface DaemonSpec {
  /** For errors: `the Master`. */
  readonly what: string
  /** The program, for node to run. */
  readonly file: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  /** The line on its standard output that begins so says that it is ready. */
  readonly readyLine: string
  /** Gets its standard error. */
  readonly logFile: string
  readonly startTimeoutMs: number
  readonly clock: Clock
}

/** The lifeline's place in the child. */
const LIFELINE_FD = 3
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
  /** The words after the ready line's beginning. */
  readonly facts: readonly string[]
  readonly #child: ChildProcess
  readonly #exit: Promise<void>
  readonly #clock: Clock

  private constructor(child: ChildProcess, facts: readonly string[], clock: Clock) {
    this.#child = child
    this.pid = child.pid as number
    this.facts = facts
    this.#exit = exitOf(child).then(() => {})
    this.#clock = clock
  }

  /** Starts a daemon and waits for its ready line; one that is not ready in time is ended. */
  static async start(spec: DaemonSpec): Promise<DaemonProcess> {
    const child = spawned(spec)
    try {
      const line = await withDeadline(
        spec.clock,
        spec.startTimeoutMs,
        spec.what,
        readyLineOf(child, spec.readyLine),
      )
      letGo(child)
      const facts = line.slice(spec.readyLine.length).trim().split(' ')
      return new DaemonProcess(child, facts, spec.clock)
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
    lifelineOf(this.#child)?.destroy()
  }
}

function spawned(spec: DaemonSpec): ChildProcess {
  const log = openSync(spec.logFile, 'a')
  try {
    return spawn(process.execPath, [spec.file, ...spec.args], {
      env: { ...spec.env, [LIFELINE_VARIABLE]: String(LIFELINE_FD) },
      stdio: ['ignore', 'pipe', log, 'pipe'],
      // Ctrl-C in a terminal is for the program that owns the cluster; it, or its end, stops the daemons.
      detached: true,
    })
  } finally {
    closeSync(log)
  }
}

const lifelineOf = (child: ChildProcess): Duplex | undefined =>
  child.stdio[LIFELINE_FD] as Duplex | undefined

function readyLineOf(child: ChildProcess, beginning: string): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => reject(new Error(`it ended with ${signal ?? code}`)))
    // The daemon never writes to it; a reset is how its end may look.
    lifelineOf(child)?.on('error', () => {})
    if (child.stdout === null) return
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith(beginning)) resolve(line)
    })
  })
}

/** A daemon must not keep the program alive that owns it. */
function letGo(child: ChildProcess): void {
  child.unref()
  for (const stream of [child.stdout, lifelineOf(child)]) {
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
