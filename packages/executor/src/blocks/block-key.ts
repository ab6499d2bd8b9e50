import { createHash, timingSafeEqual } from 'node:crypto'
import { ForeignBlockError } from '../errors.js'

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Whether `shown` is `key`; takes the same time however near it is. */
export const isKey = (shown: string, key: string): boolean =>
  timingSafeEqual(digest(shown), digest(key))

/** What comes after the key in `<key>/<name>`; throws {@link ForeignBlockError} when that is not `key`. */
export function nameBehindKey(path: string, key: string): string {
  const slash = path.indexOf('/')
  const name = path.slice(slash + 1)
  if (!isKey(path.slice(0, Math.max(0, slash)), key)) throw new ForeignBlockError(name)
  return name
}
