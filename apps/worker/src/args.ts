import type { DaemonCommand, DaemonFlags } from '@firesteel/daemon'

/** The flags of a Worker, as they were written. */
export interface Flags extends DaemonFlags {
  readonly cores?: string | undefined
  readonly memory?: string | undefined
  readonly workDir?: string | undefined
}

/** The command line of a Worker. */
export const COMMAND: DaemonCommand = {
  name: 'firesteel-worker',
  about: 'A Worker of a Firesteel cluster: gives the cores and memory of this machine to it.',
  argument: ['masters', 'spark://host:port, or several: spark://host1:port1,host2:port2'],
  flags: [
    ['-c, --cores <number>', 'cores to give (all)'],
    ['-m, --memory <size>', 'memory to give, as in 1000M or 2G (all but 1G)'],
    ['-d, --work-dir <directory>', 'where executors run and keep their logs (work)'],
  ],
  port: 0,
  webUiPort: 8081,
}
