import { firstTarget } from '../../first-target.js'
import { KeyIndex } from '@firesteel/keys'
import { hashJoin } from '../../join/hash-join.js'
import { ExternalSort } from '../../sort/external-sort.js'
import { sorted } from '../../sort/sorted.js'
import { groupChunks, heldChunks } from '../../spill/joined-chunks.js'
import type { SpillHost } from '../../spill/spill-host.js'
import { SpillingGroups } from '../../spill/spilling-groups.js'
import { SpillingTable } from '../../spill/spilling-table.js'
import { TableMemory } from '../../spill/table-memory.js'
import { textLines } from '../../text/text-lines.js'
import { wholeFiles } from '../../text/whole-files.js'
import {
  aligned,
  append,
  coalesced,
  concatenated,
  orMissing,
  pairBatches,
  persisted,
} from './batches.js'
import { chunks, iterable, records, settled } from './iterate.js'
import { operatorSupport } from './operator-support.js'
import { refusePromise } from './refuse-promise.js'
import { reservoir } from './reservoir.js'
import { objectPart, objectRows } from './object-rows.js'
import { checkpointPart, checkpointRows, lostBlock } from './checkpoint-rows.js'
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
  hashJoin,
  orMissing,
  pairBatches,
  persisted,
  records,
  refusePromise,
  reservoir,
  settled,
  sorted,
  sorting: (host: SpillHost, ascending: boolean): ExternalSort => new ExternalSort(host, ascending),
  textLines,
  objectPart,
  objectRows,
  checkpointPart,
  checkpointRows,
  lostBlock,
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
  groupChunks,
  heldChunks,
  spillingTable: (host: SpillHost, merge: (a: unknown, b: unknown) => unknown): SpillingTable =>
    new SpillingTable(host, merge),
  spillingGroups: (host: SpillHost, sides: number | undefined, site: string): SpillingGroups =>
    new SpillingGroups(host, sides, site),
  tableMemory: (host: SpillHost): TableMemory => new TableMemory(host.memory),
  firstTarget,
})
