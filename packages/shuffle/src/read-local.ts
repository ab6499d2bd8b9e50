import { errorFrom } from '@firesteel/errors'
import type { BlockManagerId } from '@firesteel/storage'
import { type FetchFailure, ShuffleFetchFailedError } from './errors.js'
import type { MapOutput } from './map-status.js'
import { type ShuffleSegment, findShuffleSegment } from './shuffle-files.js'

/** The facts of a failure to read `output` for a reducer. */
export const failureOf = (
  shuffleId: number,
  reduceId: number,
  output: MapOutput,
): FetchFailure => ({
  shuffleId,
  mapId: output.mapId,
  mapIndex: output.mapIndex,
  reduceId,
  location: output.location,
})

/**
 * Where a block is that an executor on this host wrote: in which file, and where in it. Throws
 * {@link ShuffleFetchFailedError} when it is not there.
 */
export function findLocalBlock(
  shuffleId: number,
  reduceId: number,
  output: MapOutput,
): ShuffleSegment {
  const { mapId, location } = output
  const failure = failureOf(shuffleId, reduceId, output)
  try {
    const segment = findShuffleSegment(dirsOf(location), shuffleId, mapId, reduceId)
    if (segment !== undefined) return segment
  } catch (error) {
    throw new ShuffleFetchFailedError(failure, errorFrom(error).message, error)
  }
  throw new ShuffleFetchFailedError(failure, 'its files are gone, cut short or damaged')
}

const dirsOf = (location: BlockManagerId): readonly string[] => {
  const { dirs } = location
  if (dirs === undefined || dirs.length === 0) throw new Error('its executor names no directories')
  return dirs
}
