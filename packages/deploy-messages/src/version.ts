/**
 * The version of this conversation. A change of any message needs a new number and a line here:
 *
 * 1. Registrations carry an id and an epoch; reports of Workers are acknowledged.
 */
export const WIRE_VERSION = 1

/** The oldest version that this one still understands. */
export const OLDEST_WIRE_VERSION = 1

/** The name of the Master's endpoint. */
export const MASTER_ENDPOINT = 'Master'
/** The name of the Worker's endpoint. */
export const WORKER_ENDPOINT = 'Worker'
/** The name of the AppClient's endpoint. */
export const APP_CLIENT_ENDPOINT = 'AppClient'
