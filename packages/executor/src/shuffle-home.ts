import type { SparkConf } from '@firesteel/conf'
import {
  SHUFFLE_PREFIX,
  SHUFFLE_SERVICE_KEYS,
  executorDirName,
  shufflePath,
} from '@firesteel/shuffle'
import type { BlockLocation } from '@firesteel/task-messages'
import { NoShuffleServiceError } from './errors.js'

/** By these a worker, and the application's driver, tell an executor what it needs for the shuffle service. */
const PORT_VARIABLE = 'SPARK_SHUFFLE_SERVICE_PORT'
const TOKEN_VARIABLE = 'FIRESTEEL_SHUFFLE_TOKEN'

/** Where an executor's map outputs are kept and served, when that is not by itself. */
export interface ShuffleHome {
  /** Of the worker's shuffle service. */
  readonly port: number
  /** Names the executor's directory below each local directory of its application. */
  readonly dirName: string
  /** Where a map output of an executor of this application is to be fetched. */
  readonly uriOf: (location: BlockLocation, blockId: string) => string
}

/**
 * The shuffle service of this executor's worker; undefined when the application does not use it. Throws
 * {@link NoShuffleServiceError} when it does and the worker runs none.
 */
export function shuffleHomeFrom(
  conf: SparkConf,
  { appId, executorId, env }: ShuffleHomeFacts,
): ShuffleHome | undefined {
  if (!conf.get(SHUFFLE_SERVICE_KEYS.enabled)) return undefined
  const port = Number(env[PORT_VARIABLE] || Number.NaN)
  const token = env[TOKEN_VARIABLE]
  if (!Number.isInteger(port) || token === undefined) throw new NoShuffleServiceError()
  return {
    port,
    dirName: executorDirName(executorId),
    uriOf: ({ host, port: at, executorId: writer }, blockId) =>
      `spark://${host}:${at}/${SHUFFLE_PREFIX}/${shufflePath({ appId, executorId: writer, token }, blockId)}`,
  }
}

/** What {@link shuffleHomeFrom} looks at besides the settings. */
export interface ShuffleHomeFacts {
  readonly appId: string
  readonly executorId: string
  readonly env: Readonly<Record<string, string | undefined>>
}
