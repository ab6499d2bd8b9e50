import { type SparkConf, boolean, byteCount, key } from '@firesteel/conf'

const BLOCK_SIZE = key(
  'spark.broadcast.blockSize',
  byteCount('k'),
  '4m',
  'Bytes of one piece of a broadcast, before compression.',
)
const COMPRESS = key(
  'spark.broadcast.compress',
  boolean,
  'true',
  'Whether pieces of broadcasts are compressed on their way.',
)

/** How broadcasts are cut and sent. */
export interface BroadcastSettings {
  /** Bytes of one piece before compression. */
  readonly pieceBytes: number
  readonly compress: boolean
}

/** The settings in `conf`. */
export const broadcastSettingsFrom = (conf: SparkConf): BroadcastSettings => ({
  pieceBytes: Math.max(1, conf.get(BLOCK_SIZE)),
  compress: conf.get(COMPRESS),
})
