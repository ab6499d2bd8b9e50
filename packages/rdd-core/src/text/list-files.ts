import { readdir, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { glob } from 'tinyglobby'
import { InputCodecError, InputIsDirectoryError, InputPathNotFoundError } from '../errors.js'

/** A file to read. */
export interface InputFile {
  readonly path: string
  readonly size: number
  /** Its name says that it is compressed, so it cannot be cut. */
  readonly gzip: boolean
}

/**
 * The files that a path names: a file, a directory (its files), a pattern, or several of these
 * between commas. In directories and patterns, names that begin with `_` or `.` are passed over.
 * Sorted within each part; paths are absolute, as seen from the driver.
 * @see org.apache.hadoop.mapred.FileInputFormat.listStatus
 */
export async function listFiles(paths: string): Promise<readonly InputFile[]> {
  const parts = await Promise.all(splitPaths(paths).map(listPart))
  return parts.flat()
}

/** Cuts at commas outside braces. */
export function splitPaths(paths: string): string[] {
  const parts: string[] = []
  let depth = 0
  let part = ''
  for (const char of paths) {
    if (char === '{') depth += 1
    if (char === '}') depth -= 1
    if (char === ',' && depth <= 0) {
      parts.push(part)
      part = ''
    } else {
      part += char
    }
  }
  return [...parts, part].map((each) => each.trim()).filter((each) => each !== '')
}

async function listPart(part: string): Promise<readonly InputFile[]> {
  const path = part.startsWith('file:') ? fileURLToPath(new URL(part, 'file:///')) : part
  const found = await kindOf(path)
  if (found?.isFile === true) return [inputFile(resolve(path), found.size)]
  if (found?.isDirectory === true) return listDirectory(resolve(path))
  if (found === undefined && /[*?[\]{}]/.test(path)) return listPattern(path)
  throw new InputPathNotFoundError(path)
}

async function listDirectory(path: string): Promise<readonly InputFile[]> {
  const names = (await readdir(path)).filter(isVisible).sort()
  const files = await Promise.all(
    names.map(async (name) => {
      const file = join(path, name)
      const found = await kindOf(file)
      if (found === undefined) return []
      if (found.isDirectory) throw new InputIsDirectoryError(file)
      return [inputFile(file, found.size)]
    }),
  )
  return files.flat()
}

async function listPattern(pattern: string): Promise<readonly InputFile[]> {
  const matches = await glob(pattern, {
    absolute: true,
    onlyFiles: false,
    expandDirectories: false,
    dot: false,
  })
  const visible = matches
    .map((match) => match.replace(/[\\/]$/, ''))
    .filter((match) => isVisible(basename(match)))
    .sort()
  const files = await Promise.all(
    visible.map(async (path) => {
      const found = await kindOf(path)
      if (found === undefined) return []
      return found.isDirectory ? listDirectory(path) : [inputFile(path, found.size)]
    }),
  )
  if (visible.length === 0) throw new InputPathNotFoundError(`${pattern} matches no files`)
  return files.flat()
}

const isVisible = (name: string): boolean => !name.startsWith('_') && !name.startsWith('.')

const inputFile = (path: string, size: number): InputFile => ({
  path,
  size,
  gzip: /\.(gz|deflate)$/.test(path),
})

/** Compressed in a way that nobody here can read: its bytes would pass for text. */
const UNREADABLE = /\.(bz2|lz4|snappy|zst|xz|lzo)$/

/** The files, when their text can be read. Throws an InputCodecError for the first that is compressed otherwise. */
export function readableText(files: readonly InputFile[]): readonly InputFile[] {
  const wrong = files.find(({ path }) => UNREADABLE.test(path))
  if (wrong !== undefined) throw new InputCodecError(wrong.path)
  return files
}

async function kindOf(
  path: string,
): Promise<{ isFile: boolean; isDirectory: boolean; size: number } | undefined> {
  try {
    const found = await stat(path)
    return { isFile: found.isFile(), isDirectory: found.isDirectory(), size: found.size }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw new InputPathNotFoundError(path, error)
  }
}
