import type { DaemonCommand, DaemonFlags } from '@firesteel/daemon'

/** The flags of a Master: those that every daemon has. */
export type Flags = DaemonFlags

/** The command line of a Master. */
export const COMMAND: DaemonCommand = {
  name: 'firesteel-master',
  about: 'The Master of a Firesteel cluster: decides who runs what, where.',
  port: 7077,
  webUiPort: 8080,
}
