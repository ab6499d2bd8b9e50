import { realpathSync, statSync } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { basename, isAbsolute, join, posix, relative, resolve, sep } from 'node:path'
import type { RpcAddress } from '../address.js'
import { RpcFileServerError } from '../errors.js'
import type { RpcFileServer, ServedStream, StreamOpener } from './served-stream.js'

const FILES = 'files'

/**
 * What this process serves over stream requests: files by name, directories, and prefixes of others.
 * Whatever path the network asks for, nothing outside of what was added is opened.
 * @see org.apache.spark.rpc.netty.NettyStreamManager
 */
export class FileServer implements RpcFileServer {
  readonly #address: () => RpcAddress | null
  readonly #files = new Map<string, string>()
  readonly #prefixes = new Map<string, StreamOpener>()

  constructor(address: () => RpcAddress | null) {
    this.#address = address
  }

  addFile(path: string): string {
    const real = realpathSync(path)
    if (!statSync(real).isFile()) throw new RpcFileServerError(`${path} is no regular file`)
    const name = basename(path)
    const known = this.#files.get(name)
    if (known !== undefined && known !== real) {
      throw new RpcFileServerError(
        `File ${name} was already registered with a different path (old path = ${known}, new path = ${real})`,
      )
    }
    this.#files.set(name, real)
    return this.#uri(FILES, name)
  }

  removeFile(name: string): void {
    this.#files.delete(name)
  }

  addDirectory(baseUri: string, directory: string): string {
    const root = realpathSync(directory)
    if (!statSync(root).isDirectory()) throw new RpcFileServerError(`${directory} is no directory`)
    return this.serve(baseUri, (path) => fileUnder(root, path))
  }

  serve(prefix: string, opener: StreamOpener): string {
    const name = prefix.replace(/^\/+|\/+$/g, '')
    if (name === '' || name.includes('/') || name === FILES) {
      throw new RpcFileServerError(
        `${JSON.stringify(prefix)} cannot be served: a prefix is one path segment other than ${FILES}`,
      )
    }
    if (this.#prefixes.has(name)) throw new RpcFileServerError(`/${name} is served already`)
    this.#prefixes.set(name, opener)
    return this.#uri(name)
  }

  /** Finds what a stream request names. */
  readonly open: StreamOpener = async (streamId) => {
    const [, name = '', rest = ''] = /^\/*([^/]*)\/?(.*)$/s.exec(streamId) ?? []
    if (name === FILES) {
      const file = this.#files.get(rest)
      return file === undefined ? null : servedFile(file)
    }
    const opener = this.#prefixes.get(name)
    return opener === undefined ? null : opener(rest)
  }

  #uri(...segments: string[]): string {
    const address = this.#address()
    if (address === null) {
      throw new RpcFileServerError('A client-mode environment listens nowhere and serves no files')
    }
    return `${address.toSparkUrl()}/${segments.map(encodeURIComponent).join('/')}`
  }
}

/** A regular file whose real place is below `root`, or null. */
async function fileUnder(root: string, path: string): Promise<ServedStream | null> {
  const segments = path.split(/[/\\]/)
  if (path.includes('\0') || isAbsolute(path) || segments.includes('..')) return null
  let real: string
  try {
    // Resolves symbolic links too: what counts is where the bytes really are.
    real = await realpath(join(root, posix.normalize(path)))
  } catch {
    return null
  }
  const inside = relative(root, real)
  if (inside === '' || inside.startsWith(`..${sep}`) || inside === '..' || isAbsolute(inside)) {
    return null
  }
  return servedFile(resolve(root, inside))
}

async function servedFile(file: string): Promise<ServedStream | null> {
  const found = await stat(file).catch(() => null)
  if (found === null || !found.isFile()) return null
  return { byteCount: found.size, open: () => ({ file, offset: 0, length: found.size }) }
}
