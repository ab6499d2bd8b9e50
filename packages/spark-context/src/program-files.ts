import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  ADDED_FILES,
  FILE_CONTENTS,
  FILE_LIST,
  type ListedFile,
  sha256Of,
} from '@firesteel/executor'
import type { Logger } from '@firesteel/logging'
import type { RpcEnv, ServedStream } from '@firesteel/rpc-core'
import { nanoid } from 'nanoid'
import { AddFileError } from './errors.js'

/**
 * The files that a driver's program has added: copies, made when they were added, in a directory of the
 * driver's own, from which executors fetch them.
 */
export class ProgramFiles {
  /** Where the copies are; made with the first. */
  readonly root: string
  readonly #logger: Logger
  readonly #sources = new Map<string, string>()
  readonly #listed = new Map<string, string>()

  constructor(root: string, logger: Logger) {
    this.root = root
    this.#logger = logger
  }

  /** How many paths were added. */
  get count(): number {
    return this.#sources.size
  }

  /** What was added, as absolute paths. */
  get paths(): readonly string[] {
    return [...this.#sources.values()]
  }

  /**
   * Adds a file, or with `recursive` a directory, under its own name. The same path a second time is ignored
   * with a warning. Throws {@link AddFileError}.
   */
  add(path: string, recursive: boolean): void {
    const source = resolve(path.startsWith('file:') ? fileURLToPath(path) : path)
    const name = basename(source)
    const earlier = this.#sources.get(name)
    if (earlier === source) {
      this.#logger.warn({ path }, `The path ${path} has been added already: what was added stays`)
      return
    }
    if (earlier !== undefined) throw new AddFileError(path, `${earlier} has the same name`)
    this.#assertCanBeAdded(path, source, recursive)
    mkdirSync(this.root, { recursive: true })
    cpSync(source, join(this.root, name), { recursive: true, dereference: true })
    for (const file of filesUnder(join(this.root, name))) {
      const listed = relative(this.root, file).split(sep).join('/')
      this.#listed.set(listed, sha256Of(readFileSync(file)))
    }
    this.#sources.set(name, source)
  }

  /** Lets executors fetch them. */
  serve(env: RpcEnv): void {
    env.fileServer.serve(ADDED_FILES, (path) => this.#open(path))
  }

  /** Removes the copies. */
  close(): void {
    rmSync(this.root, { recursive: true, force: true })
  }

  #assertCanBeAdded(path: string, source: string, recursive: boolean): void {
    const found = statSync(source, { throwIfNoEntry: false })
    if (found === undefined) throw new AddFileError(path, `there is no ${source}`)
    if (found.isDirectory() && !recursive) {
      throw new AddFileError(path, 'it is a directory: say addFile(path, true)')
    }
  }

  #open(path: string): ServedStream | null {
    if (path === FILE_LIST) {
      const list: readonly ListedFile[] = [...this.#listed]
      const bytes = new TextEncoder().encode(JSON.stringify(list))
      return { byteCount: bytes.length, open: () => bytes }
    }
    const name = path
      .slice(FILE_CONTENTS.length + 1)
      .split('/')
      .map(decodeURIComponent)
      .join('/')
    if (!path.startsWith(`${FILE_CONTENTS}/`) || !this.#listed.has(name)) return null
    const file = join(this.root, name)
    const { size } = statSync(file)
    return { byteCount: size, open: () => ({ file, offset: 0, length: size }) }
  }
}

/** An application's files in a new directory of the driver's, those of `spark.files` already added. */
export function programFiles(paths: readonly string[], logger: Logger): ProgramFiles {
  const files = new ProgramFiles(join(tmpdir(), `firesteel-files-${nanoid()}`), logger)
  try {
    for (const path of paths) files.add(path, false)
  } catch (error) {
    files.close()
    throw error
  }
  return files
}

function filesUnder(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}
