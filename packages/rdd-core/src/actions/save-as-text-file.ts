import type { Origin } from '../grow.js'
import type { TextCodec } from '../output/output-target.js'
import { writeOutput } from '../output/write-output.js'

/** One line per record, one `part-NNNNN` per partition, and `_SUCCESS` when all of them are there. */
export async function saveAsTextFile(
  origin: Origin,
  path: string,
  codec: TextCodec | undefined,
): Promise<void> {
  if (codec !== undefined && codec !== 'gzip') {
    throw new TypeError(`saveAsTextFile knows the codec 'gzip', got '${String(codec)}'`)
  }
  return writeOutput(origin, {
    name: 'saveAsTextFile',
    path,
    suffix: codec === 'gzip' ? '.gz' : '',
    action: (target) => ({ kind: 'saveAsTextFile', target }),
  })
}
