import {
  type SparkConf,
  boolean,
  byteCount,
  integer,
  key,
  milliseconds,
  oneOf,
} from '@firesteel/conf'
import { type CompressionCodec, MAX_COMPRESSED_BLOCK } from './block-compression.js'

/** The settings of shuffles. */
export const SHUFFLE_KEYS = {
  maxSizeInFlight: key(
    'spark.reducer.maxSizeInFlight',
    byteCount('m'),
    '48m',
    'Bytes that one reducer asks of other executors at a time; at least five are asked at once.',
  ),
  maxRequestsInFlight: key(
    'spark.reducer.maxReqsInFlight',
    integer,
    '2147483647',
    'Requests for map outputs that one reducer has under way at a time.',
  ),
  maxBlocksPerAddress: key(
    'spark.reducer.maxBlocksInFlightPerAddress',
    integer,
    '2147483647',
    'Blocks that one reducer asks of one executor, or shuffle service, at a time.',
  ),
  maxFetchToMemory: key(
    'spark.network.maxRemoteBlockSizeFetchToMem',
    byteCount('b'),
    '200m',
    'A block of another executor that is larger goes to a file instead of memory.',
  ),
  maxRetries: key(
    'spark.shuffle.io.maxRetries',
    integer,
    '3',
    'How often a block is asked for again when the connection to whoever has it fails.',
  ),
  retryWait: key(
    'spark.shuffle.io.retryWait',
    milliseconds('s'),
    '5s',
    'How long is waited before a block is asked for again.',
  ),
  detectCorrupt: key(
    'spark.shuffle.detectCorrupt',
    boolean,
    'true',
    'Whether a block that comes damaged from another executor is asked for once more before its map task runs again.',
  ),
  compress: key(
    'spark.shuffle.compress',
    boolean,
    'true',
    'Whether map outputs are compressed on their way to other hosts; on disk, and within a host, they never are.',
  ),
  codec: key(
    'spark.io.compression.codec',
    oneOf('lz4', 'zstd', 'deflate'),
    'lz4',
    'How map outputs are compressed: lz4, zstd (from Node 22.15 on, lz4 before) or deflate.',
  ),
  maxBufferedBytes: key(
    'spark.shuffle.spill.bufferedBytes',
    byteCount('m'),
    '64m',
    'Encoded bytes that one map task holds before they go to a temporary file.',
  ),
  maxBufferedRecords: key(
    'spark.shuffle.spill.bufferedRecords',
    integer,
    '262144',
    'Records that one map task holds, over all reducers, before they are encoded.',
  ),
} as const

/** The settings of the shuffle service: of workers, which run it, and of applications, which use it. */
export const SHUFFLE_SERVICE_KEYS = {
  enabled: key(
    'spark.shuffle.service.enabled',
    boolean,
    'false',
    'Whether workers serve map outputs, so that these outlive the executors that wrote them.',
  ),
  port: key(
    'spark.shuffle.service.port',
    integer,
    '7337',
    'The port at which a worker serves map outputs; 0 for any.',
  ),
} as const

const MAX_FETCHED_IN_MEMORY = 128 << 20

/** What writers and readers of map outputs take from the settings. */
export interface ShuffleOptions {
  readonly maxSizeInFlight: number
  /** What to ask of one executor at a time: a fifth of `maxSizeInFlight`. */
  readonly targetBytes: number
  readonly maxRequestsInFlight: number
  readonly maxBlocksPerAddress: number
  /** Larger blocks of others go to files. */
  readonly maxFetchToMemory: number
  readonly maxRetries: number
  readonly retryWaitMs: number
  /** How blocks are compressed for other hosts; undefined when they are not. */
  readonly compression: CompressionCodec | undefined
  /** Larger blocks come as they are: one that is compressed is held whole for a moment. */
  readonly maxCompressedBlock: number
  /** Fetched bytes that a task holds in memory; what comes after goes to files. */
  readonly maxFetchedInMemory: number
  /** Damaged blocks are asked for once more. */
  readonly detectCorrupt: boolean
  readonly maxBufferedBytes: number
  readonly maxBufferedRecords: number
}

/** The options of shuffles that a configuration asks for. */
export function shuffleOptionsFrom(conf: SparkConf): ShuffleOptions {
  const maxSizeInFlight = conf.get(SHUFFLE_KEYS.maxSizeInFlight)
  return {
    maxSizeInFlight,
    targetBytes: Math.max(1, Math.floor(maxSizeInFlight / 5)),
    maxRequestsInFlight: Math.max(1, conf.get(SHUFFLE_KEYS.maxRequestsInFlight)),
    maxBlocksPerAddress: Math.max(1, conf.get(SHUFFLE_KEYS.maxBlocksPerAddress)),
    maxFetchToMemory: conf.get(SHUFFLE_KEYS.maxFetchToMemory),
    maxRetries: conf.get(SHUFFLE_KEYS.maxRetries),
    retryWaitMs: conf.get(SHUFFLE_KEYS.retryWait),
    detectCorrupt: conf.get(SHUFFLE_KEYS.detectCorrupt),
    maxCompressedBlock: MAX_COMPRESSED_BLOCK,
    maxFetchedInMemory: MAX_FETCHED_IN_MEMORY,
    compression: conf.get(SHUFFLE_KEYS.compress) ? conf.get(SHUFFLE_KEYS.codec) : undefined,
    maxBufferedBytes: conf.get(SHUFFLE_KEYS.maxBufferedBytes),
    maxBufferedRecords: conf.get(SHUFFLE_KEYS.maxBufferedRecords),
  }
}

/** What a task may have under way, keep, receive whole, unpack and encode, as parts of its slot's memory. */
const IN_FLIGHT_PART = 8
const KEPT_PART = 4
const WHOLE_BLOCK_PART = 16
const UNPACKED_PART = 32
const ENCODED_PART = 4

/**
 * The options for tasks whose slot has `slotBytes` of the pool: limits that were made for large executors
 * are lower in small ones, so that buffers outside of the heap stay a part of a slot's memory.
 */
export function shuffleOptionsWithin(options: ShuffleOptions, slotBytes: number): ShuffleOptions {
  const atMost = (bytes: number, part: number): number =>
    Math.max(1, Math.min(bytes, Math.floor(slotBytes / part)))
  const maxSizeInFlight = atMost(options.maxSizeInFlight, IN_FLIGHT_PART)
  return {
    ...options,
    maxSizeInFlight,
    targetBytes: Math.min(options.targetBytes, Math.max(1, Math.floor(maxSizeInFlight / 5))),
    maxFetchToMemory: atMost(options.maxFetchToMemory, WHOLE_BLOCK_PART),
    maxCompressedBlock: atMost(options.maxCompressedBlock, UNPACKED_PART),
    maxFetchedInMemory: atMost(options.maxFetchedInMemory, KEPT_PART),
    maxBufferedBytes: atMost(options.maxBufferedBytes, ENCODED_PART),
  }
}
