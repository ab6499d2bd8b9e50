import { runDaemon } from '@firesteel/daemon'
import { readyLine } from '@firesteel/daemon/ready-line'
import { COMMAND, type Flags } from './args.js'
import { startWorker } from './daemon.js'
import { type Settings, settingsFrom } from './settings.js'

/** What a Worker prints on standard output once a Master took it, followed by its id and the Master's URL. */
export const READY = readyLine(COMMAND.name, [])

/**
 * The Worker daemon: runs until SIGTERM or SIGINT and resolves with the exit code: 0 after a clean stop
 * or help, 1 when it could not start or gave up, 2 when the command line or a setting is wrong.
 */
export const main = (argv: readonly string[]): Promise<number> =>
  runDaemon<Flags, Settings>(argv, {
    command: COMMAND,
    title: 'Worker',
    settingsFrom: ({ flags, words }, env) => settingsFrom(words[0] as string, flags, env),
    start: startWorker,
  })
