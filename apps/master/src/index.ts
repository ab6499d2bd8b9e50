import { runDaemon } from '@firesteel/daemon'
import { readyLine } from '@firesteel/daemon/ready-line'
import { COMMAND, type Flags } from './args.js'
import { startMaster } from './daemon.js'
import { type Settings, settingsFrom } from './settings.js'

/** What a Master prints on standard output once it can be reached, followed by its URL. */
export const READY = readyLine(COMMAND.name, [])

/**
 * The Master daemon: runs until SIGTERM or SIGINT and resolves with the exit code: 0 after a clean stop
 * or help, 1 when it could not start, 2 when the command line or a setting is wrong.
 */
export const main = (argv: readonly string[]): Promise<number> =>
  runDaemon<Flags, Settings>(argv, {
    command: COMMAND,
    title: 'Master',
    settingsFrom: ({ flags }, env) => settingsFrom(flags, env),
    start: startMaster,
  })
