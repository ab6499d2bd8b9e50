import type { CallSite } from './lineage.js'

/** Frames of ours: a call site is where the user's code called us. */
const OURS =
  /[\\/](rdd-core|spark-context|closure|firesteel)[\\/](src|dist)[\\/]|@firesteel[\\/]|node:internal|\(node:/

/** Where the user's program calls `operator` right now. */
export function callSite(operator: string): CallSite {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 30
  const stack = new Error().stack ?? ''
  Error.stackTraceLimit = stackTraceLimit
  const frames = stack
    .split('\n')
    .slice(1)
    .map((line) => line.trim())
    .filter((line) => !OURS.test(line))
  // Between the user's code and ours there may be a method of Array's, which has no place.
  const place = frames.map((frame) => frame.match(/([^\\/(]+:\d+):\d+\)?$/)?.[1]).find(Boolean)
  return {
    short: place === undefined ? operator : `${operator} at ${place}`,
    long: frames.join('\n'),
  }
}
