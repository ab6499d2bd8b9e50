import { binaryFiles, binaryRecords } from '../../binary/read-binary.js'
import { delimitedText } from '../../text/delimited-text.js'
import { checkPair } from './check-pair.js'
import { mappedAsync } from './map-async.js'
import { inRange, replayed, zipped } from './pairing.js'
import { piped } from './pipe.js'
import { copies, copiesByKey, exactCopies, gaps, uniforms } from './sampling.js'

/** What generated programs call for operators that sample, or put datasets side by side. */
export const operatorSupport = {
  checkPair,
  delimitedText,
  binaryFiles,
  binaryRecords,
  copies,
  copiesByKey,
  exactCopies,
  gaps,
  inRange,
  mappedAsync,
  piped,
  replayed,
  uniforms,
  zipped,
} as const
