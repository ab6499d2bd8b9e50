import { SparkError } from '@firesteel/errors'

/** A broadcast was used after the program had destroyed it. */
export class BroadcastDestroyedError extends SparkError {
  constructor(broadcastId: number, destroyedAt: string) {
    super(
      'BROADCAST_DESTROYED',
      `Attempted to use Broadcast(${broadcastId}) after it was destroyed (destroy at ${destroyedAt})`,
      { details: { broadcastId, destroyedAt } },
    )
  }
}

/** A value can be no broadcast. */
export class BroadcastRefusedError extends SparkError {
  constructor(why: string) {
    super('BROADCAST_REFUSED', `Cannot broadcast this value: ${why}`)
  }
}

/** A piece of a broadcast can be had from nobody, or what came is damaged. */
export class BroadcastPieceError extends SparkError {
  constructor(broadcastId: number, piece: number, why: string, cause?: Error) {
    super(
      'BROADCAST_PIECE_MISSING',
      `Failed to get broadcast_${broadcastId}_piece${piece} of broadcast_${broadcastId}: ${why}`,
      { details: { broadcastId, piece }, cause, retryable: true },
    )
  }
}

/** Nobody knows a broadcast: its context was stopped, or it is of another one. */
export class BroadcastUnknownError extends SparkError {
  constructor(broadcastId: number) {
    super(
      'BROADCAST_UNKNOWN',
      `Failed to get broadcast_${broadcastId}: the driver does not know it; was its handle collected while closures still used it?`,
      { details: { broadcastId }, retryable: true },
    )
  }
}

/** A task asked of a broadcast what only the driver does. */
export class BroadcastInTaskError extends SparkError {
  constructor(broadcastId: number, what: string) {
    super(
      'BROADCAST_DRIVER_ONLY',
      `${what} of Broadcast(${broadcastId}) was called in a task: only the driver does that`,
      { details: { broadcastId, what } },
    )
  }
}
