/** What changed on the wire, one line per version; a change of any message or of a byte format needs another line. */
export const WIRE_HISTORY = [
  "Tasks name their slot; a stage's binary travels with its first task to an executor.",
] as const

/** The version of this conversation. */
export const WIRE_VERSION = WIRE_HISTORY.length

/** The oldest version that this one still understands. */
export const OLDEST_WIRE_VERSION = 1

/** The name of the driver's endpoint that executors register with. */
export const COARSE_GRAINED_SCHEDULER_ENDPOINT = 'CoarseGrainedScheduler'
/** The name of the executor's endpoint. */
export const EXECUTOR_ENDPOINT = 'Executor'
/** The name of the driver's endpoint that takes heartbeats. */
export const HEARTBEAT_RECEIVER_ENDPOINT = 'HeartbeatReceiver'
/** The name of the driver's endpoint that knows who has which block. */
export const BLOCK_DIRECTORY_ENDPOINT = 'BlockManagerMaster'
/** The name of the endpoint that an {@link OutputCommitProtocol} is spoken with. */
export const OUTPUT_COMMIT_ENDPOINT = 'OutputCommitCoordinator'
/** The name of the executor's endpoint that takes copies of blocks from other executors. */
export const BLOCK_TRANSFER_ENDPOINT = 'BlockTransfer'
/** The name of the executor's endpoint that forgets blocks when told. */
export const BLOCK_STORAGE_ENDPOINT = 'BlockManagerEndpoint'
/** The name of the endpoint by which a worker's shuffle service is spoken to. */
export const SHUFFLE_SERVICE_ENDPOINT = 'ShuffleService'
/** The name of the driver's endpoint that knows broadcasts and who has which piece of them. */
export const BROADCAST_ENDPOINT = 'Broadcasts'
/** The name of the executor's endpoint that takes map outputs of others that leave. */
export const SHUFFLE_TRANSFER_ENDPOINT = 'ShuffleTransfer'
/** The name of the driver's endpoint where tasks of barrier stages meet. */
export const BARRIER_SYNC_ENDPOINT = 'barrierSync'
