import { isOwnCode } from '@firesteel/closure/rebuild'

/** Whether a frame is no user's: generated, Node's, or ours. */
const isOurs = (place: string): boolean =>
  /^(firesteel|node):/.test(place) || isOwnCode(place.replace(/:\d+:\d+$/, ''))

/** The innermost frame of the user's code in a stack: `file:line:column`. */
export function userFrame(stack: string | undefined): string | undefined {
  for (const line of stack?.split('\n') ?? []) {
    const place = line.match(/^\s+at (?:.*\()?((?:file:|\/|[A-Za-z]:|[\w@.]).*:\d+:\d+)\)?$/)?.[1]
    if (place !== undefined && !isOurs(place)) return place
  }
  return undefined
}
