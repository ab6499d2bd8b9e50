import type { AppId, Resources } from '@firesteel/deploy-messages'
import { chmod, lstat, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { claimDir, sweepOwnedDirs } from '@firesteel/daemon/owned-dirs'
import { WorkDirError } from './errors.js'

/** For their owner only: shuffle files hold the rows of an application. */
const PRIVATE = 0o700

/** A directory of the work directory with the time of the newest file in it. */
export interface AgedDirectory {
  readonly name: string
  readonly newestAt: number
}

/** The worker's directories: one for each executor and driver with its logs, and one for each application's shuffle files. */
export class WorkDir {
  readonly root: string
  readonly #localRoots: readonly string[]
  readonly #newId: () => string

  constructor(root: string, localRoots: readonly string[], newId: () => string) {
    this.root = root
    this.#localRoots = localRoots
    this.#newId = newId
  }

  /** Makes the work directory itself. */
  async create(): Promise<void> {
    await made('the work directory', this.root, () => mkdir(this.root, { recursive: true }))
  }

  executorDir(appId: AppId, execId: number): string {
    return join(this.root, appId, String(execId))
  }

  /** A new directory for an executor; one that exists already is somebody else's. */
  async createExecutorDir(appId: AppId, execId: number): Promise<string> {
    const directory = this.executorDir(appId, execId)
    await made('the executor directory', directory, async () => {
      await mkdir(join(this.root, appId), { recursive: true })
      await mkdir(directory)
    })
    return directory
  }

  /** Writes which addresses of custom resources an executor has, as Spark's `--resourcesFile` has it; undefined when it has none. */
  async writeResources(directory: string, resources: Resources): Promise<string | undefined> {
    const allocations = Object.entries(resources).map(([resourceName, addresses]) => ({
      id: { componentName: 'spark.executor', resourceName },
      addresses,
    }))
    if (allocations.length === 0) return undefined
    const file = join(directory, 'resources.json')
    await made('the resources file', file, () => writeFile(file, JSON.stringify(allocations)))
    return file
  }

  /** The directory of a driver, which it keeps from one start to the next. */
  async createDriverDir(driverId: string): Promise<string> {
    const directory = join(this.root, driverId)
    await made('the driver directory', directory, () => mkdir(directory, { recursive: true }))
    return directory
  }

  /** New directories for an application's shuffle files, one under each usable root; throws when none is usable. */
  async createLocalDirs(): Promise<string[]> {
    const created: string[] = []
    let failure: unknown
    for (const root of this.#localRoots) {
      const directory = join(root, `executor-${this.#newId()}`)
      try {
        await mkdir(root, { recursive: true })
        // What workers that were killed have left there.
        sweepOwnedDirs(root, 'executor-')
        await mkdir(directory, { mode: PRIVATE })
        // The process's umask may have taken something away, never added.
        await chmod(directory, PRIVATE)
        claimDir(directory)
        created.push(directory)
      } catch (error) {
        failure = error
      }
    }
    if (created.length === 0) {
      throw new WorkDirError('a local directory in', this.#localRoots.join(', '), failure)
    }
    return created
  }

  /** Deletes directories with all that is in them; those that are gone already are no failure. */
  async remove(directories: readonly string[]): Promise<void> {
    for (const directory of directories) await rm(directory, { recursive: true, force: true })
  }

  /** Deletes directories of the work directory, by name. */
  removeNamed(names: readonly string[]): Promise<void> {
    return this.remove(names.map((name) => join(this.root, name)))
  }

  /** The directories of the work directory and how long nothing in them has changed. */
  async ages(): Promise<AgedDirectory[]> {
    const entries = await readdir(this.root, { withFileTypes: true })
    return Promise.all(
      entries
        .filter((entry) => entry.isDirectory())
        .map(async ({ name }) => ({ name, newestAt: await newestAt(join(this.root, name)) })),
    )
  }
}

async function newestAt(path: string): Promise<number> {
  try {
    const found = await lstat(path)
    if (!found.isDirectory()) return found.mtimeMs
    const inside = await Promise.all(
      (await readdir(path)).map((name) => newestAt(join(path, name))),
    )
    return Math.max(found.mtimeMs, ...inside)
  } catch {
    // It went while we looked: as if it had just changed.
    return Number.POSITIVE_INFINITY
  }
}

async function made(what: string, directory: string, make: () => Promise<unknown>): Promise<void> {
  try {
    await make()
  } catch (error) {
    throw new WorkDirError(what, directory, error)
  }
}
