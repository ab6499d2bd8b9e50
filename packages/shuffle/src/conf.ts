import { type SparkConf, boolean, byteCount, integer, key } from '@firesteel/conf'

/** The settings of shuffles. */
export const SHUFFLE_KEYS = {
  maxSizeInFlight: key(
    'spark.reducer.maxSizeInFlight',
    byteCount('m'),
    '48m',
    'Bytes that one reducer asks of other executors at a time; at least five are asked at once.',
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

/** What writers and readers of map outputs take from the settings. */
export interface ShuffleOptions {
  readonly maxSizeInFlight: number
  /** What to ask of one executor at a time: a fifth of `maxSizeInFlight`. */
  readonly targetBytes: number
  readonly maxBufferedBytes: number
  readonly maxBufferedRecords: number
}

/** The options of shuffles that a configuration asks for. */
export function shuffleOptionsFrom(conf: SparkConf): ShuffleOptions {
  const maxSizeInFlight = conf.get(SHUFFLE_KEYS.maxSizeInFlight)
  return {
    maxSizeInFlight,
    targetBytes: Math.max(1, Math.floor(maxSizeInFlight / 5)),
    maxBufferedBytes: conf.get(SHUFFLE_KEYS.maxBufferedBytes),
    maxBufferedRecords: conf.get(SHUFFLE_KEYS.maxBufferedRecords),
  }
}
