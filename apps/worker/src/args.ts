import { LOG_LEVELS } from '@firesteel/logging'
import { Command, CommanderError, Option } from 'commander'

/** What the command line asks for. */
export type Args =
  | { readonly kind: 'run'; readonly masters: string; readonly flags: Flags }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'usage'; readonly message: string }

/** The flags that were given, as they were written. */
export interface Flags {
  readonly cores?: string | undefined
  readonly memory?: string | undefined
  readonly workDir?: string | undefined
  readonly host?: string | undefined
  /** The deprecated form of `host`. */
  readonly ip?: string | undefined
  readonly port?: string | undefined
  readonly webuiPort?: string | undefined
  readonly propertiesFile?: string | undefined
  readonly secretFile?: string | undefined
  readonly logFormat?: 'pretty' | 'json' | undefined
  readonly logLevel?: (typeof LOG_LEVELS)[number] | undefined
  readonly conf: readonly string[]
}

function command(): Command {
  return new Command('firesteel-worker')
    .description(
      'A Worker of a Firesteel cluster: gives the cores and memory of this machine to it.',
    )
    .argument('<masters>', 'spark://host:port, or several: spark://host1:port1,host2:port2')
    .helpOption('--help', 'show this help')
    .option('-c, --cores <number>', 'cores to give (all)')
    .option('-m, --memory <size>', 'memory to give, as in 1000M or 2G (all but 1G)')
    .option('-d, --work-dir <directory>', 'where executors run and keep their logs (work)')
    .option('-h, --host <host>', 'host name or address to listen at (127.0.0.1)')
    .addOption(new Option('-i, --ip <host>', 'deprecated, use --host'))
    .option('-p, --port <port>', 'port to listen at (any)')
    .option('--webui-port <port>', 'port of the web page (8081)')
    .option('--properties-file <file>', 'settings, as in spark-defaults.conf')
    .option(
      '--conf <name=value>',
      'one setting, over the file; may be repeated',
      (pair: string, pairs: string[]) => [...pairs, pair],
      [],
    )
    .option('--secret-file <file>', 'file that holds the shared secret; turns authentication on')
    .addOption(new Option('--log-format <format>', 'log lines').choices(['pretty', 'json']))
    .addOption(new Option('--log-level <level>', 'what is logged').choices([...LOG_LEVELS]))
    .allowExcessArguments(false)
}

/** Reads the command line; never prints, never exits. */
export function parseArgs(argv: readonly string[]): Args {
  let said = ''
  const parser = command()
    .exitOverride()
    .configureOutput({ writeOut: (text) => (said += text), writeErr: () => {} })
  try {
    parser.parse([...argv], { from: 'user' })
    return { kind: 'run', masters: parser.args[0] as string, flags: parser.opts<Flags>() }
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.code === 'commander.helpDisplayed') return { kind: 'help', text: said }
    return { kind: 'usage', message: error.message.replace(/^error: /, '') }
  }
}
