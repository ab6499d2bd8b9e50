import type { AppId } from '@firesteel/deploy-messages'
import type { Logger } from '@firesteel/logging'
import type { WorkDir } from './work-dir.js'

/** The local directories of each application: made for its first executor here, shared by later ones, deleted when it is over. */
export class LocalDirs {
  readonly #workDir: WorkDir
  readonly #logger: Logger
  readonly #byApp = new Map<AppId, Promise<readonly string[]>>()

  constructor(workDir: WorkDir, logger: Logger) {
    this.#workDir = workDir
    this.#logger = logger
  }

  /** The directories of an application; rejects when none can be made, and tries anew the next time. */
  of(appId: AppId): Promise<readonly string[]> {
    const known = this.#byApp.get(appId)
    if (known !== undefined) return known
    const made = this.#workDir.createLocalDirs()
    this.#byApp.set(appId, made)
    made.catch(() => this.#byApp.delete(appId))
    return made
  }

  /** Deletes the directories of an application, if it has any; failures are logged. */
  async remove(appId: AppId): Promise<void> {
    const made = this.#byApp.get(appId)
    this.#byApp.delete(appId)
    if (made === undefined) return
    try {
      await this.#workDir.remove(await made)
    } catch (err) {
      this.#logger.error({ appId, err }, 'cannot delete the local directories of an application')
    }
  }

  /** Deletes them all. */
  async removeAll(): Promise<void> {
    await Promise.all([...this.#byApp.keys()].map((appId) => this.remove(appId)))
  }
}
