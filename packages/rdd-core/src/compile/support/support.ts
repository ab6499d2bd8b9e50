import { KeyIndex, sortPairs } from '@firesteel/keys'
import type { PairBatch } from '../../task-runtime.js'
import { textLines } from '../../text/text-lines.js'
import { wholeFiles } from '../../text/whole-files.js'
import {
  aligned,
  append,
  coalesced,
  concatenated,
  gathered,
  groupsWith,
  orMissing,
  persisted,
} from './batches.js'
import { chunks, iterable, records, settled } from './iterate.js'
import { operatorSupport } from './operator-support.js'
import { refusePromise } from './refuse-promise.js'
import { reservoir } from './reservoir.js'
import { textPart } from './text-part.js'
import { histogramRows, statRows } from './number-gatherers.js'
import { countEach, reducedLocally, valuesOf } from './pair-gatherers.js'
import { sampleRows } from './sample-rows.js'
import { sketchRows, sketching } from './sketch-rows.js'
import { topRows, topRowsByKey, topRowsInOrder } from './top-rows.js'

/** What generated programs call by `h.…`: everything that is not worth a line in every loop. */
export const supportFor = () => ({
  ...operatorSupport,
  KeyIndex,
  aligned,
  append,
  chunks,
  coalesced,
  concatenated,
  groupsWith,
  orMissing,
  persisted,
  records,
  refusePromise,
  reservoir,
  settled,
  textLines,
  textPart,
  countEach,
  histogramRows,
  reducedLocally,
  sampleRows,
  sketchRows,
  sketching,
  statRows,
  topRows,
  topRowsByKey,
  topRowsInOrder,
  valuesOf,
  wholeFiles,
  iterable,
  /** Where a partition's first record is dealt to: anywhere, but always the same. */
  firstTarget: (partition: number): number => Math.imul(partition + 1, 0x9e3779b1) >>> 8,
  sorted(batches: Iterable<PairBatch>, ascending: boolean): readonly PairBatch[] {
    const { keys, values } = gathered(batches)
    return [sortPairs(keys, values, ascending)]
  },
})
