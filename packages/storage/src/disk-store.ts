import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { type BlockId, blockName } from './block-id.js'
import { blockPath } from './disk-layout.js'

/** How a temporary file is told from others: unique within the directories. */
export type UniqueName = () => string

/**
 * Blocks as files. A block is there whole or not at all: it is written beside its place and renamed.
 * Synchronous, since it is used between two records of a task. @see org.apache.spark.storage.DiskStore
 */
export class DiskStore {
  readonly dirs: readonly string[]
  readonly #unique: UniqueName

  constructor(options: { readonly dirs: readonly string[]; readonly unique: UniqueName }) {
    this.dirs = options.dirs
    this.#unique = options.unique
  }

  /** Where the block's file is, or would be. */
  path(id: BlockId): string {
    return blockPath(this.dirs, blockName(id))
  }

  /** Beside the place of the block's file, and nobody else's. */
  temporaryPath(id: BlockId): string {
    return `${this.path(id)}.${this.#unique()}`
  }

  /** Writes a block, over any there was. */
  put(id: BlockId, bytes: Uint8Array): void {
    const path = this.path(id)
    const temporary = this.temporaryPath(id)
    mkdirSync(dirname(path), { recursive: true })
    try {
      writeFileSync(temporary, bytes, { flag: 'wx' })
      renameSync(temporary, path)
    } catch (error) {
      rmSync(temporary, { force: true })
      throw error
    }
  }

  /** The bytes of a block; undefined when it is not there. */
  get(id: BlockId): Uint8Array | undefined {
    try {
      return readFileSync(this.path(id))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    }
  }

  /** Its size in bytes; undefined when it is not there. */
  size(id: BlockId): number | undefined {
    return statSync(this.path(id), { throwIfNoEntry: false })?.size
  }

  /** True when it was there. */
  remove(id: BlockId): boolean {
    const there = this.size(id) !== undefined
    rmSync(this.path(id), { force: true })
    return there
  }
}
