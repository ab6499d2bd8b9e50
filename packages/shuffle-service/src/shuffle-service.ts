import { type Logger, silentLogger } from '@firesteel/logging'
import type { RpcEnv } from '@firesteel/rpc-core'
import { SHUFFLE_PREFIX, parseShufflePath, serveShuffleBlock } from '@firesteel/shuffle'
import { SHUFFLE_SERVICE_ENDPOINT, ShuffleServiceProtocol } from '@firesteel/task-messages'
import { ApplicationFiles } from './application-files.js'

/** What a {@link ShuffleService} is made of. */
export interface ShuffleServiceParts {
  /** A server of its own: executors of this and other hosts fetch from it. */
  readonly env: RpcEnv
  readonly logger?: Logger | undefined
}

/**
 * Serves the map outputs of a host's executors, whether these still run or not.
 *
 *     worker launches an executor → applicationAdded(application, its directories, its token)
 *     a reducer anywhere → shuffle/<application>/<executor>/<token>/<block> → the bytes
 *     the driver → RemoveShuffle; the application is over → applicationRemoved
 *
 * Nothing is served without the token that the application's driver made for it, and nothing from outside
 * of the directories that the worker itself made for the application. No code of an application runs here.
 * @see org.apache.spark.deploy.ExternalShuffleService
 */
export class ShuffleService {
  readonly #env: RpcEnv
  readonly #logger: Logger
  readonly #applications = new Map<string, ApplicationFiles>()

  constructor({ env, logger = silentLogger }: ShuffleServiceParts) {
    this.#env = env
    this.#logger = logger
    env.fileServer.serve(SHUFFLE_PREFIX, (path) => {
      const asked = parseShufflePath(path)
      const files = asked === undefined ? undefined : this.#filesOf(asked)
      if (asked === undefined || files === undefined) return null
      return serveShuffleBlock(files.dirsOf(asked.executorId), asked.blockId)
    })
    env.setupEndpoint(SHUFFLE_SERVICE_ENDPOINT, {
      protocol: ShuffleServiceProtocol,
      handlers: {
        RemoveApplicationShuffle: ({ appId, token, shuffleId }) =>
          this.#filesOf({ appId, token })?.removeShuffle(shuffleId) ?? false,
      },
    })
  }

  /** The port that executors are told. */
  get port(): number {
    return this.#env.address?.port ?? 0
  }

  /** From now on what lies in these directories is served to whoever has the token; the first token stays. */
  applicationAdded(appId: string, dirs: readonly string[], token: string): void {
    if (this.#applications.has(appId)) return
    this.#applications.set(appId, new ApplicationFiles(dirs, token))
    this.#logger.info({ appId }, 'serving the map outputs of an application')
  }

  /** An executor is gone: its map outputs stay, its temporary files do not. */
  executorRemoved(appId: string, executorId: string): void {
    const files = this.#applications.get(appId)?.cleanUpAfter(executorId) ?? 0
    if (files > 0) this.#logger.debug({ appId, executorId, files }, 'deleted what it left behind')
  }

  /** Nothing of the application is served any more; whoever made its directories deletes them. */
  applicationRemoved(appId: string): void {
    this.#applications.delete(appId)
  }

  #filesOf({ appId, token }: { readonly appId: string; readonly token: string }) {
    const files = this.#applications.get(appId)
    if (files?.admits(token) === true) return files
    this.#logger.warn({ appId }, 'refused somebody who asked for map outputs without a right to')
    return undefined
  }
}
