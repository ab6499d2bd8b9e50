import { LOG_LEVELS } from '@firesteel/logging'
import { Command, CommanderError, Option } from 'commander'
import type { DaemonFlags } from './flags.js'

/** What is peculiar to the command line of one daemon. */
export interface DaemonCommand {
  /** What users type: `firesteel-master`. */
  readonly name: string
  readonly about: string
  /** The word that must follow the flags; none unless said. */
  readonly argument?: readonly [name: string, meaning: string]
  /** Its own flags, as in `-c, --cores <number>`; they come before those that every daemon has. */
  readonly flags?: readonly (readonly [flag: string, meaning: string])[]
  /** Where it listens unless told otherwise; 0 is any port. */
  readonly port: number
  readonly webUiPort: number
}

/** What the command line asks for. */
export type Arguments<Flags extends DaemonFlags = DaemonFlags> =
  | { readonly kind: 'run'; readonly flags: Flags; readonly words: readonly string[] }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'usage'; readonly message: string }

/** Reads the command line of a daemon; never prints, never exits. A usage error is one line. */
export function parseArguments<Flags extends DaemonFlags = DaemonFlags>(
  command: DaemonCommand,
  argv: readonly string[],
): Arguments<Flags> {
  let said = ''
  const parser = parserOf(command)
    .exitOverride()
    .configureOutput({ writeOut: (text) => (said += text), writeErr: () => {} })
  try {
    parser.parse([...argv], { from: 'user' })
    return { kind: 'run', flags: parser.opts<Flags>(), words: parser.args }
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.code === 'commander.helpDisplayed') return { kind: 'help', text: said }
    return { kind: 'usage', message: error.message.replace(/^error: /, '') }
  }
}

function parserOf({ name, about, argument, flags, port, webUiPort }: DaemonCommand): Command {
  const parser = new Command(name).description(about).helpOption('--help', 'show this help')
  if (argument !== undefined) parser.argument(`<${argument[0]}>`, argument[1])
  for (const [flag, meaning] of flags ?? []) parser.option(flag, meaning)
  return parser
    .option('-h, --host <host>', 'host name or address to listen at (127.0.0.1)')
    .addOption(new Option('-i, --ip <host>', 'deprecated, use --host'))
    .option(
      '-p, --port <port>',
      `port to listen at${port === 0 ? ' (any)' : `, 0 for any (${port})`}`,
    )
    .option('--webui-port <port>', `port of the web page (${webUiPort})`)
    .option('--properties-file <file>', 'settings, as in spark-defaults.conf')
    .addOption(
      new Option('--conf <name=value>', 'one setting, over the file; may be repeated')
        .argParser((pair: string, pairs: readonly string[]) => [...pairs, pair])
        .default([], 'none'),
    )
    .option('--secret-file <file>', 'file that holds the shared secret; turns authentication on')
    .addOption(new Option('--log-format <format>', 'log lines').choices(['pretty', 'json']))
    .addOption(new Option('--log-level <level>', 'what is logged').choices([...LOG_LEVELS]))
    .allowExcessArguments(false)
}
