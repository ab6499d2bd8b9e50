import { createHash } from 'node:crypto'
import { access, constants, mkdir, open, readFile, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { PersistenceError } from '../errors.js'
import type { DamagedRecord, PersistenceEngine, StoredRecords } from './persistence-engine.js'

/** The layout of a file; a file that says another number is set aside. */
const FORMAT = 1
const SUFFIX = '.json'
/** What the atomic writer leaves behind when the process dies while writing. */
const TEMPORARY = /\.json\.\d+$/
/** Names become file names. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/

/**
 * One file per record, written beside and renamed over, synchronized with its directory, with a checksum.
 * Readable by its owner only: descriptions carry environment variables.
 * @see org.apache.spark.deploy.master.FileSystemPersistenceEngine
 */
export class FileSystemPersistence implements PersistenceEngine {
  readonly #directory: string
  /** The end of the operation begun last: one after the other. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(directory: string) {
    this.#directory = directory
  }

  /** As the constructor; rejects when records could not be kept in `directory`, which is made if need be. */
  static async open(directory: string): Promise<FileSystemPersistence> {
    const engine = new FileSystemPersistence(directory)
    await engine.#inOrder('keep records', async () => {
      await mkdir(directory, { recursive: true, mode: 0o700 })
      await access(directory, constants.R_OK | constants.W_OK)
    })
    return engine
  }

  persist(name: string, value: unknown): Promise<void> {
    const file = this.#file(name)
    const record = JSON.stringify(value)
    const text = `{"format":${FORMAT},"sha256":"${sha256(record)}","record":${record}}\n`
    return this.#inOrder('store a record', async () => {
      await mkdir(this.#directory, { recursive: true, mode: 0o700 })
      await writeFileAtomic(file, text, { mode: 0o600, fsync: true })
      await this.#syncDirectory()
    })
  }

  unpersist(name: string): Promise<void> {
    const file = this.#file(name)
    return this.#inOrder('remove a record', async () => {
      await mkdir(this.#directory, { recursive: true, mode: 0o700 })
      await rm(file, { force: true })
      await this.#syncDirectory()
    })
  }

  readAll(): Promise<StoredRecords> {
    return this.#inOrder('read the records', async () => {
      await mkdir(this.#directory, { recursive: true, mode: 0o700 })
      const records: { name: string; value: unknown }[] = []
      const damaged: DamagedRecord[] = []
      for (const file of (await readdir(this.#directory)).sort()) {
        const path = join(this.#directory, file)
        if (TEMPORARY.test(file)) await rm(path, { force: true })
        if (!file.endsWith(SUFFIX)) continue
        const name = file.slice(0, -SUFFIX.length)
        try {
          records.push({ name, value: contentOf(await readFile(path, 'utf8')) })
        } catch (error) {
          const keptAs = `${path}.corrupt`
          await rename(path, keptAs)
          damaged.push({ name, keptAs, reason: (error as Error).message })
        }
      }
      if (damaged.length > 0) await this.#syncDirectory()
      return { records, damaged }
    })
  }

  async close(): Promise<void> {
    await this.#last
  }

  #file(name: string): string {
    if (!NAME.test(name)) throw new TypeError(`'${name}' cannot name a record`)
    return join(this.#directory, `${name}${SUFFIX}`)
  }

  #inOrder<T>(what: string, action: () => Promise<T>): Promise<T> {
    const result = this.#last.then(action).catch((error: unknown) => {
      throw new PersistenceError(what, this.#directory, error)
    })
    this.#last = result.catch(() => {})
    return result
  }

  /** A rename is safe only when the directory that it changed is on the disk too. */
  async #syncDirectory(): Promise<void> {
    const handle = await open(this.#directory, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

function contentOf(text: string): unknown {
  const parsed = JSON.parse(text) as { format?: unknown; sha256?: unknown; record?: unknown }
  if (parsed.format !== FORMAT) throw new Error(`format ${String(parsed.format)} is not ${FORMAT}`)
  if (parsed.sha256 !== sha256(JSON.stringify(parsed.record))) throw new Error('wrong checksum')
  return parsed.record
}
