import { inspect } from 'node:util'

/** Throws a TypeError that names who made the record when it is no pair; undefined is a key like others. */
export function checkPair(record: unknown, site: string): void {
  if (Array.isArray(record)) return
  const shown = inspect(record, { depth: 1, breakLength: Number.POSITIVE_INFINITY }).slice(0, 80)
  throw new TypeError(
    `${site}: operators by key need pairs [key, value], it made ${shown}; use keyBy, or map to a pair`,
  )
}
