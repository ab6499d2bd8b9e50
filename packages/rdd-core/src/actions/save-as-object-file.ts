import type { Origin } from '../grow.js'
import { writeOutput } from '../output/write-output.js'

/** Records as they are, one `part-NNNNN` per partition; read again by `objectFile`. */
export const saveAsObjectFile = async (origin: Origin, path: string): Promise<void> =>
  writeOutput(origin, {
    name: 'saveAsObjectFile',
    path,
    suffix: '',
    action: (target) => ({ kind: 'saveAsObjectFile', target }),
  })
