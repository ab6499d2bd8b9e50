/** A program to run: what, with what, and where its output goes. */
export interface ProcessSpec {
  readonly file: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Its working directory; `stdout` and `stderr` are appended to the files of these names in it. */
  readonly cwd: string
  /** Written to `stderr` before the process starts. */
  readonly header: string
}

/** How a process ended. */
export interface ProcessExit {
  /** Its exit code; for one that a signal ended 128 and the signal's number, as a shell says. */
  readonly code: number
  readonly signal?: string | undefined
}

/** A process that was started. */
export interface LaunchedProcess {
  readonly pid: number
  /** Resolves when it ended; never rejects. */
  readonly exit: Promise<ProcessExit>
  /** Sends a signal to it and to what it started; no-op when it is gone. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): void
}

/**
 * Starts processes that end with this one.
 *
 * A launched process inherits a pipe as its file descriptor 3, named by `FIRESTEEL_LIFELINE_FD`;
 * its end of file says that this process is gone, however it went.
 */
export interface ProcessLauncher {
  /** Resolves when the process runs; rejects with {@link ProcessLaunchError} when it cannot. */
  launch(spec: ProcessSpec): Promise<LaunchedProcess>
}
