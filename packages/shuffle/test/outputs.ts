import { Serializer } from '@firesteel/serializer'
import { tmpDir } from '@firesteel/testkit'
import {
  type MapOutput,
  MapOutputWriter,
  type MapOutputWriterOptions,
  failureOf,
  findLocalBlock,
  readShuffleBlock,
} from '../src/index.js'

export const serializer = new Serializer()

/** A record for a reducer. */
export type Record = readonly [partition: number, key: unknown, value: unknown]

let count = 0

/** A writer with a directory of its own, unless told otherwise. */
export const newWriter = (options: Partial<MapOutputWriterOptions> = {}): MapOutputWriter =>
  new MapOutputWriter({
    dirs: [tmpDir()],
    shuffleId: 1,
    mapId: 4,
    numReducers: 3,
    serializer,
    unique: () => `t${count++}`,
    ...options,
  })

/** What one map task left in `dirs`. */
export const outputIn = (dirs: readonly string[], size = 1): MapOutput => ({
  mapId: 4,
  mapIndex: 2,
  location: { executorId: '0', host: 'here', port: 7, dirs },
  size,
})

/** All pairs for a reducer. */
export function readPairs(dirs: readonly string[], reduceId: number): [unknown, unknown][] {
  const output = outputIn(dirs)
  const failure = failureOf(1, reduceId, output)
  const block = findLocalBlock(1, reduceId, output)
  return [...readShuffleBlock(block, serializer, failure)].flatMap(({ keys, values }) =>
    keys.map((key, i): [unknown, unknown] => [key, values[i]]),
  )
}
