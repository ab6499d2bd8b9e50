import { availableParallelism } from 'node:os'
import { InvalidMasterUrlError } from './errors.js'

/** What a master URL asks for. */
export type Master =
  | { readonly kind: 'local'; readonly threads: number; readonly maxFailures: number }
  | { readonly kind: 'spark'; readonly urls: readonly string[] }
  | { readonly kind: 'other'; readonly scheme: string; readonly url: string }

const LOCAL = /^local(?:\[(\*|\d+)(?:\s*,\s*(\d+))?\])?$/
const SPARK = /^spark:\/\/(.+)$/
const HOST_PORT = /^(\[[0-9a-fA-F:.]+\]|[^:@/?#[\]\s,]+):(\d{1,5})$/
const OTHER = /^([a-z][a-z0-9-]*)(?:\[|:)/

/** The forms that need no further scheme. */
const FORMS = [
  'local',
  'local[N]',
  'local[*]',
  'local[N,maxFailures]',
  'spark://host:port[,host:port…]',
]

/**
 * Reads a master URL. `schemes` are further ones that somebody knows how to start: their name and
 * the form to show. Throws {@link InvalidMasterUrlError} for anything else.
 */
export function parseMasterUrl(
  url: string,
  schemes: Readonly<Record<string, { readonly form: string }>> = {},
  cores: number = availableParallelism(),
): Master {
  const forms = [...FORMS, ...Object.values(schemes).map(({ form }) => form)]
  const local = LOCAL.exec(url)
  if (local !== null) {
    const [, threads = '1', failures = '1'] = local
    const count = threads === '*' ? cores : Number(threads)
    if (count < 1) throw new InvalidMasterUrlError(url, forms, 'asked for no threads')
    if (Number(failures) < 1)
      throw new InvalidMasterUrlError(url, forms, 'a task must be tried once')
    return { kind: 'local', threads: count, maxFailures: Number(failures) }
  }
  const spark = SPARK.exec(url)
  if (spark !== null) {
    const hosts = (spark[1] ?? '').split(',').map((host) => host.trim())
    for (const host of hosts) {
      const port = Number(HOST_PORT.exec(host)?.[2] ?? 0)
      if (port < 1 || port > 65_535)
        throw new InvalidMasterUrlError(url, forms, `'${host}' is no host:port`)
    }
    return { kind: 'spark', urls: hosts.map((host) => `spark://${host}`) }
  }
  const scheme = OTHER.exec(url)?.[1]
  if (scheme !== undefined && scheme in schemes) return { kind: 'other', scheme, url }
  throw new InvalidMasterUrlError(url, forms)
}
