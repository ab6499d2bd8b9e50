import { createHash, timingSafeEqual } from 'node:crypto'
import { join } from 'node:path'
import { executorDirName, removeFiles, removeShuffleFiles } from '@firesteel/shuffle'
import { readdirSync } from 'node:fs'

const digest = (token: string): Buffer => createHash('sha256').update(token).digest()

/** What survives the executor that wrote it. */
const isKept = (name: string): boolean => name.startsWith('shuffle_') && !name.endsWith('.tmp')

/** The map outputs of one application on this host: which directories, and who may have them. */
export class ApplicationFiles {
  readonly #dirs: readonly string[]
  readonly #token: Buffer

  constructor(dirs: readonly string[], token: string) {
    this.#dirs = dirs
    this.#token = digest(token)
  }

  /** Whether `token` is the application's; takes as long whichever it is. */
  admits(token: string): boolean {
    return timingSafeEqual(digest(token), this.#token)
  }

  /** The directories of one of its executors. */
  dirsOf(executorId: string): readonly string[] {
    return this.#dirs.map((dir) => join(dir, executorDirName(executorId)))
  }

  /** Deletes what an executor left that nobody can ask for; how many files. */
  cleanUpAfter(executorId: string): number {
    return removeFiles(this.dirsOf(executorId), (name) => !isKept(name))
  }

  /** Deletes the outputs of a shuffle, whichever executor wrote them; whether there were any. */
  removeShuffle(shuffleId: number): boolean {
    const dirs = this.#dirs.flatMap((dir) =>
      readdirSync(dir, { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && entry.name.startsWith(executorDirName('')))
        .map((entry) => join(dir, entry.name)),
    )
    return removeShuffleFiles(dirs, shuffleId)
  }
}
