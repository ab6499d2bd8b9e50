import { createReadStream, createWriteStream, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'

/** Decompressed copies of a task's input files, gone when the task is over. */
export class PlainFiles {
  readonly #dir: string
  readonly #unique: () => string
  readonly #copies = new Map<string, string>()

  constructor(dir: string, unique: () => string) {
    this.#dir = dir
    this.#unique = unique
  }

  /** Decompresses a file, unless that was done. */
  async prepare(path: string): Promise<void> {
    if (this.#copies.has(path)) return
    mkdirSync(this.#dir, { recursive: true })
    const copy = join(this.#dir, `temp_gunzip_${this.#unique()}`)
    this.#copies.set(path, copy)
    await pipeline(createReadStream(path), createGunzip(), createWriteStream(copy))
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
