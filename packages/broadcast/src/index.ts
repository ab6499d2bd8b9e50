export { BROADCAST_REVIVER, Broadcast } from './broadcast.js'
export type { BroadcastActions } from './broadcast.js'
export type { BroadcastFacts } from './broadcast-facts.js'
export { broadcastSettingsFrom } from './conf.js'
export type { BroadcastSettings } from './conf.js'
export { DriverBroadcasts } from './driver-broadcasts.js'
export type { DriverBroadcastsOptions } from './driver-broadcasts.js'
export { ExecutorBroadcasts } from './executor-broadcasts.js'
export type { BroadcastPeers, ExecutorBroadcastsOptions } from './executor-broadcasts.js'
export {
  BroadcastDestroyedError,
  BroadcastInTaskError,
  BroadcastPieceError,
  BroadcastRefusedError,
  BroadcastUnknownError,
} from './errors.js'
