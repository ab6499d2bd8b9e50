import { SHUFFLE_TRANSFER_ENDPOINT } from '@firesteel/task-messages'
import { decommissionSettingsFrom } from '../conf.js'
import type { ExecutorEnvironment } from '../executor-environment.js'
import type { ExecutorOptions } from '../executor-options.js'
import { Decommissioner } from './decommissioner.js'
import { ShuffleMigration } from './shuffle-migration.js'
import { ShuffleTransferEndpoint } from './shuffle-transfer-endpoint.js'

/** What leaving depends on besides where the executor stands. */
export interface DepartureParts {
  /** Attempts that run now. */
  readonly running: () => number
  readonly exit: (why: string) => void
}

/** The executor takes over what others leave, and leaves in order itself when `begin` is called. */
export function prepareDeparture(
  options: ExecutorOptions,
  environment: ExecutorEnvironment,
  { running, exit }: DepartureParts,
): { begin(hostLeaves: boolean): void; stop(): void } {
  const { clock, logger, random, ids } = options
  const { blockEnv, conf, dirs, driver, location, served, shuffleHome } = environment
  blockEnv.setupEndpoint(
    SHUFFLE_TRANSFER_ENDPOINT,
    new ShuffleTransferEndpoint({ env: blockEnv, dirs, served, unique: ids }),
  )
  const settings = decommissionSettingsFrom(conf)
  const migration = new ShuffleMigration({
    settings,
    driver,
    env: blockEnv,
    location,
    dirs,
    random,
    logger,
  })
  let migrates = settings.migratesShuffles
  const decommissioner = new Decommissioner({
    clock,
    logger,
    running,
    exit,
    migrate: () => (migrates ? migration.run() : Promise.resolve(true)),
  })
  return {
    begin: (hostLeaves) => {
      // What the shuffle service of the host serves stays with the host.
      migrates &&= hostLeaves || shuffleHome === undefined
      decommissioner.begin()
    },
    stop: () => decommissioner.stop(),
  }
}
