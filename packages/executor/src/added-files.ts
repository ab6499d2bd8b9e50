import { createHash } from 'node:crypto'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname, join, normalize, sep } from 'node:path'
import type { RpcAddress, RpcEnv } from '@firesteel/rpc-core'
import { AddedFileError } from './errors.js'

/** The prefix below which a driver serves the files that its program has added. */
export const ADDED_FILES = 'added-files'
/** The path below it of the list of all of them: `[path, sha256][]` as JSON, in the order of adding. */
export const FILE_LIST = 'list'
/** The path below it of the files themselves. */
export const FILE_CONTENTS = 'contents'

/** One file: its path below the root, and the hash of what is in it. */
export type ListedFile = readonly [path: string, sha256: string]

/** What is compared to know that a file arrived as it was. */
export const sha256Of = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex')

/** The driver's added files in this executor: each is fetched once, before the first task that needs it. */
export class AddedFiles {
  readonly #env: RpcEnv
  readonly #uri: string
  readonly #root: string
  readonly #have = new Set<string>()
  /** How many additions of the driver's program are here. */
  #count = 0
  #underWay: Promise<void> = Promise.resolve()

  /** `env` has the line to the driver, `root` is where files go. */
  constructor(env: RpcEnv, driver: RpcAddress, root: string) {
    this.#env = env
    this.#uri = `${driver.toSparkUrl()}/${ADDED_FILES}`
    this.#root = root
  }

  /** Has at least `count` additions here. Rejects with {@link AddedFileError}; then the next asks again. */
  fetch(count: number): Promise<void> {
    const fetched = this.#underWay.catch(() => {}).then(() => this.#fetchMissing(count))
    this.#underWay = fetched
    return fetched
  }

  async #fetchMissing(count: number): Promise<void> {
    if (count <= this.#count) return
    const list = JSON.parse(
      new TextDecoder().decode(await this.#env.fetchBytes(`${this.#uri}/${FILE_LIST}`)),
    ) as readonly ListedFile[]
    for (const file of list) if (!this.#have.has(file[0])) await this.#fetchOne(file)
    this.#count = count
  }

  async #fetchOne([path, sha256]: ListedFile): Promise<void> {
    const target = join(this.#root, normalize(path))
    // The path comes from the network.
    if (!target.startsWith(this.#root + sep)) throw new AddedFileError(path, 'it leaves the root')
    const segments = path.split('/').map(encodeURIComponent).join('/')
    const bytes = await this.#env.fetchBytes(`${this.#uri}/${FILE_CONTENTS}/${segments}`)
    if (sha256Of(bytes) !== sha256) throw new AddedFileError(path, 'its hash is wrong')
    await mkdir(dirname(target), { recursive: true })
    await writeFile(`${target}.part`, bytes)
    await rename(`${target}.part`, target)
    this.#have.add(path)
  }
}
