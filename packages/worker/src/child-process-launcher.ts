import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, writeSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { lifelineOf, withLifeline } from '@firesteel/daemon/lifeline'
import { ProcessLaunchError } from './errors.js'
import type {
  LaunchedProcess,
  ProcessExit,
  ProcessLauncher,
  ProcessSpec,
} from './process-launcher.js'

/** Starts real processes, each the head of a process group of its own. */
export class ChildProcessLauncher implements ProcessLauncher {
  async launch(spec: ProcessSpec): Promise<LaunchedProcess> {
    try {
      return await started(spawned(spec))
    } catch (error) {
      throw new ProcessLaunchError(spec.file, spec.cwd, error)
    }
  }
}

function spawned(spec: ProcessSpec): ChildProcess {
  // Files, not pipes: what a process says is kept even when its worker is gone.
  const stdout = openSync(join(spec.cwd, 'stdout'), 'a')
  try {
    const stderr = openSync(join(spec.cwd, 'stderr'), 'a')
    try {
      writeSync(stderr, spec.header)
      return spawn(spec.file, spec.args, {
        cwd: spec.cwd,
        env: withLifeline(spec.env),
        stdio: ['ignore', stdout, stderr, 'pipe'],
        // A group of its own: a signal reaches what it starts, and the terminal's Ctrl-C does not reach it.
        detached: true,
      })
    } finally {
      closeSync(stderr)
    }
  } finally {
    closeSync(stdout)
  }
}

function started(child: ChildProcess): Promise<LaunchedProcess> {
  const lifeline = lifelineOf(child)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('spawn', () => {
      const pid = child.pid as number
      const exit = new Promise<ProcessExit>((ended) => {
        child.once('exit', (code, signal) => {
          lifeline?.destroy()
          // Whatever the process left behind in its group goes with it.
          signalGroup(pid, 'SIGKILL')
          ended(exitFrom(code, signal))
        })
      })
      let over = false
      void exit.then(() => (over = true))
      resolve({ pid, exit, kill: (signal) => over || signalGroup(pid, signal) })
    })
  })
}

const exitFrom = (code: number | null, signal: NodeJS.Signals | null): ProcessExit =>
  signal === null ? { code: code ?? 0 } : { code: 128 + (constants.signals[signal] ?? 0), signal }

function signalGroup(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(-pid, signal)
  } catch {
    // ESRCH: nobody is left in the group.
  }
}
