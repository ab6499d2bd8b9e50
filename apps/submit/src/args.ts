import { Command } from 'commander'
import type { SubmitOptions } from '@firesteel/submit'

/** What the command line of `firesteel submit` says. */
export interface SubmitArguments {
  readonly application: string | undefined
  readonly args: readonly string[]
  readonly options: SubmitOptions & { readonly verbose?: true | undefined }
}

/**
 * Parses the arguments after the command's name; the first that is no option is the application,
 * the rest are its own. Throws commander's error on a usage error and for `--help`.
 */
export function parseArguments(argv: readonly string[]): SubmitArguments {
  const collect = (value: string, before: string[] = []): string[] => [...before, value]
  const command = new Command('firesteel submit')
    .description('Bundles a TypeScript or JavaScript application and runs its driver here.')
    .argument('[application]', 'the file to run')
    .argument('[arguments...]', 'what the application is given')
    .option('--master <url>', 'local[N], local-cluster[n,c,m] or spark://host:port,…')
    .option('--deploy-mode <mode>', 'where the driver runs: client')
    .option('--name <name>', "the application's name")
    .option('-c, --conf <name=value>', 'a setting; may be given many times', collect)
    .option('--properties-file <file>', 'settings, in the format of spark-defaults.conf')
    .option('--driver-memory <size>', 'heap of the driver, such as 2g')
    .option('--executor-memory <size>', 'memory of each executor, such as 1g')
    .option('--executor-cores <number>', 'cores of each executor')
    .option('--total-executor-cores <number>', 'cores of all executors together')
    .option('--verbose', 'print every setting with where it came from')
    .helpOption('--help', 'print this')
    .passThroughOptions()
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
  command.parse(argv as string[], { from: 'user' })
  const [application, ...args] = command.args
  return { application, args, options: command.opts() }
}
