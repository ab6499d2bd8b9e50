/** What changed on the wire, one line per version; a change of any message needs another line. */
export const WIRE_HISTORY = [
  'Registrations carry an id and an epoch; reports of Workers are acknowledged.',
] as const

/** The version of this conversation. */
export const WIRE_VERSION = WIRE_HISTORY.length

/** The oldest version that this one still understands. */
export const OLDEST_WIRE_VERSION = 1

/** The name of the Master's endpoint. */
export const MASTER_ENDPOINT = 'Master'
/** The name of the Worker's endpoint. */
export const WORKER_ENDPOINT = 'Worker'
/** The name of the AppClient's endpoint. */
export const APP_CLIENT_ENDPOINT = 'AppClient'
