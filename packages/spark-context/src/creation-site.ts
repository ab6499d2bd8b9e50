/** Frames of ours and of Node's: the site is where the user's program called us. */
const OURS = /[\\/](spark-context|broadcast|firesteel)[\\/](src|dist)[\\/]|@firesteel[\\/]|\(?node:/

/** Where the user's program is right now: `file:line:column`. */
export function creationSite(): string {
  const frame = (new Error().stack ?? '')
    .split('\n')
    .slice(1)
    .find((line) => !OURS.test(line))
  return frame?.match(/\(?([^()\s]+:\d+:\d+)\)?\s*$/)?.[1] ?? 'an unknown place'
}
