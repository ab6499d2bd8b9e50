import {
  BLOCK_DIRECTORY_ENDPOINT,
  type BlockDirectoryProtocol,
  SHUFFLE_TRANSFER_ENDPOINT,
} from '@firesteel/task-messages'
import type { BlockManager } from '../blocks/block-manager.js'
import { decommissionSettingsFrom } from '../conf.js'
import type { ExecutorEnvironment } from '../executor-environment.js'
import type { ExecutorOptions } from '../executor-options.js'
import { BlockMigration } from './block-migration.js'
import { Decommissioner } from './decommissioner.js'
import { ShuffleMigration } from './shuffle-migration.js'
import { ShuffleTransferEndpoint } from './shuffle-transfer-endpoint.js'

/** What leaving depends on besides where the executor stands. */
export interface DepartureParts {
  /** Attempts that run now. */
  readonly running: () => number
  readonly blocks: BlockManager
  readonly exit: (why: string) => void
}

/** The executor takes over what others leave, and leaves in order itself when `begin` is called. */
export function prepareDeparture(
  options: ExecutorOptions,
  environment: ExecutorEnvironment,
  { running, blocks, exit }: DepartureParts,
): { begin(hostLeaves: boolean): void; stop(): void } {
  const { clock, logger, random, ids } = options
  const { blockEnv, conf, dirs, driver, driverAddress, env, location, served, shuffleHome } =
    environment
  blockEnv.setupEndpoint(
    SHUFFLE_TRANSFER_ENDPOINT,
    new ShuffleTransferEndpoint({
      env: blockEnv,
      dirs,
      served,
      key: location.key,
      isLeaving: () => blocks.isLeaving,
      unique: ids,
    }),
  )
  const settings = decommissionSettingsFrom(conf)
  const common = { settings, driver, env: blockEnv, location, random, logger }
  const shuffles = new ShuffleMigration({ ...common, dirs })
  const directory = env.refFor<BlockDirectoryProtocol>(driverAddress, BLOCK_DIRECTORY_ENDPOINT)
  const cached = new BlockMigration({ ...common, blocks, directory })
  let migrates = settings.migratesShuffles
  const decommissioner = new Decommissioner({
    clock,
    logger,
    running,
    exit,
    migrate: async (isIdle) => {
      const hasBlocks = !settings.migratesBlocks || (await cached.run(isIdle))
      return (!migrates || (await shuffles.run())) && hasBlocks
    },
  })
  return {
    begin: (hostLeaves) => {
      // What the shuffle service of the host serves stays with the host.
      migrates &&= hostLeaves || shuffleHome === undefined
      blocks.leave()
      decommissioner.begin()
    },
    stop: () => decommissioner.stop(),
  }
}
