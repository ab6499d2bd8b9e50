import { createReadStream, createWriteStream, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createUnzip } from 'node:zlib'
import { InputDamagedError } from './errors.js'

/** Decompressed copies of a task's input files, gone when the task is over. */
export class PlainFiles {
  readonly #dir: string
  readonly #unique: () => string
  readonly #copies = new Map<string, string>()

  constructor(dir: string, unique: () => string) {
    this.#dir = dir
    this.#unique = unique
  }

  /** Decompresses a file, unless that was done; of a damaged one what comes before the damage, if that is to be ignored. */
  async prepare(path: string, ignoreCorrupt = false): Promise<void> {
    if (this.#copies.has(path)) return
    mkdirSync(this.#dir, { recursive: true })
    const copy = join(this.#dir, `temp_gunzip_${this.#unique()}`)
    this.#copies.set(path, copy)
    try {
      await pipeline(createReadStream(path), createUnzip(), createWriteStream(copy))
    } catch (error) {
      const isDamaged = String((error as NodeJS.ErrnoException).code).startsWith('Z_')
      if (!isDamaged) throw error
      if (!ignoreCorrupt) throw new InputDamagedError(path, error as Error)
    }
  }

  /** Where the plain text of a file is. */
  of(path: string): string {
    return this.#copies.get(path) ?? path
  }

  close(): void {
    for (const copy of this.#copies.values()) rmSync(copy, { force: true })
    this.#copies.clear()
  }
}
