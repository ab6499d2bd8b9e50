import { isOwnCode } from '@firesteel/closure/rebuild'

/** Whether a frame is no user's: generated, Node's, or ours. */
const isOurs = (place: string): boolean =>
  /^(firesteel|node):/.test(place) || isOwnCode(place.replace(/:\d+:\d+$/, ''))

/** No frame is longer. */
const MAX_LINE = 8192

/** The innermost frame of the user's code in a stack: `file:line:column`. */
export function userFrame(stack: unknown): string | undefined {
  // A stack is whatever the program made of it, and a line of it may be a message of megabytes.
  if (typeof stack !== 'string') return undefined
  for (const line of stack.split('\n')) {
    if (line.length > MAX_LINE) continue
    const place = line.match(/^\s+at (?:.*\()?((?:file:|\/|[A-Za-z]:|[\w@.]).*:\d+:\d+)\)?$/)?.[1]
    if (place !== undefined && !isOurs(place)) return place
  }
  return undefined
}
