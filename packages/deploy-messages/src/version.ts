import type { WireVersions } from './model/wire.js'

/** What changed on the wire, one line per version; a change of any message needs another line. */
export const WIRE_HISTORY = [
  'Registrations carry an id and an epoch; reports of Workers are acknowledged.',
] as const

/** The version of this conversation. */
export const WIRE_VERSION = WIRE_HISTORY.length

/** The oldest version that this one still understands. */
export const OLDEST_WIRE_VERSION = 1

/** What a registration says of its sender. */
export const WIRE_VERSIONS: WireVersions = { oldest: OLDEST_WIRE_VERSION, newest: WIRE_VERSION }

/** Why a process with these versions and this one cannot talk, or undefined when they can. */
export function versionConflict(theirs: WireVersions | undefined): string | undefined {
  if (theirs === undefined) return undefined
  if (theirs.newest >= OLDEST_WIRE_VERSION && theirs.oldest <= WIRE_VERSION) return undefined
  const range = ({ oldest, newest }: WireVersions): string =>
    oldest === newest ? `${oldest}` : `${oldest} to ${newest}`
  return `it speaks wire version ${range(theirs)} and this Master ${range(WIRE_VERSIONS)}: install the same version of Firesteel on both`
}

/** The name of the Master's endpoint. */
export const MASTER_ENDPOINT = 'Master'
/** The name of the Worker's endpoint. */
export const WORKER_ENDPOINT = 'Worker'
/** The name of the AppClient's endpoint. */
export const APP_CLIENT_ENDPOINT = 'AppClient'
