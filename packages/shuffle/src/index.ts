export { MapOutputWriter } from './map-output-writer.js'
export type {
  MapOutputWriterOptions,
  WriterConsumer,
  WriterMemory,
  WrittenMapOutput,
} from './map-output-writer.js'
export { checkBlock, readShuffleBlock } from './shuffle-block.js'
export { BlockReader, BlockWindow } from './block-reader.js'
export type { BlockBytes } from './block-reader.js'
export { failureOf, findLocalBlock } from './read-local.js'
export { findShuffleSegment, mapOutputFiles, readSegment } from './shuffle-files.js'
export type { MapOutputFiles, ShuffleSegment } from './shuffle-files.js'
export { adoptMapOutput, listMapOutputs } from './adopt-map-output.js'
export type { MapOutputName } from './adopt-map-output.js'
export { removeFiles, removeShuffleFiles } from './remove-shuffle-files.js'
export { SHUFFLE_PREFIX, executorDirName, parseShufflePath, shufflePath } from './shuffle-path.js'
export type { ShuffleOwner } from './shuffle-path.js'
export { serveMapOutputFile, serveShuffleBlock } from './serve-block.js'
export type { ServedBlock } from './serve-block.js'
export {
  MAX_COMPRESSED_BLOCK,
  packBlock,
  unpackBlock,
  usableCodec,
} from './block-compression.js'
export type { CompressionCodec } from './block-compression.js'
export { FetchWindow } from './fetch-window.js'
export type { FetchLimits } from './fetch-window.js'
export { CORRUPTION_SUFFIX, corruptionCause, isDamaged } from './corruption.js'
export type { CorruptionCause } from './corruption.js'
export { TARGET_REQUEST_BYTES, planFetches } from './plan-fetches.js'
export type { FetchPlan, PlannedBlock, RemoteFetch } from './plan-fetches.js'
export { MapOutputTracker } from './map-output-tracker.js'
export { compressSizes, decompressSizes } from './map-status.js'
export type { MapOutput, MapStatus } from './map-status.js'
export { cogroup, combineValues, groupByKey, mergeCombiners, sortByKey } from './combine.js'
export type { Combiner, Pairs } from './combine.js'
export { MissingMapOutputError, ShuffleFetchFailedError } from './errors.js'
export type { FetchFailure } from './errors.js'
export {
  SHUFFLE_KEYS,
  SHUFFLE_SERVICE_KEYS,
  shuffleOptionsWithin,
  shuffleOptionsFrom,
} from './conf.js'
export type { ShuffleOptions } from './conf.js'
