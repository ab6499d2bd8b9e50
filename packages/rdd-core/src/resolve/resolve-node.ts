import { resolveBinaryFiles, resolveBinaryRecords } from '../binary/resolve-binary.js'
import type { Lineage, Op, OpKind, Resolved } from '../lineage.js'
import { resolvedOf } from '../lineage.js'
import type { RddContext } from '../rdd-context.js'
import { resolveObjectFile } from './resolve-object-file.js'
import { resolveCogroup, resolveCombine, resolveKeys, resolvePartitionBy } from './resolve-keyed.js'
import { resolveSampleByKeyExact } from './resolve-sample-exact.js'
import { resolveCartesian, resolvePrune, resolveZip } from './resolve-side-by-side.js'
import { resolveSort } from './resolve-sort.js'
import { resolveParallelize, resolveRange } from './resolve-source.js'
import { resolveTextFile, resolveWholeTextFiles } from './resolve-text.js'
import { resolveCoalesce, resolveUnion } from './resolve-union.js'
import { resolveZipWithIndex } from './resolve-zip-with-index.js'

/** Finds the late facts of a dataset of one kind. */
export type Resolve = (node: Lineage, context: RddContext) => Resolved | Promise<Resolved>

/** One record in, some out: the parent's partitions, and its partitioner where keys stay as they are. */
const narrow =
  (keepsKeys: (op: Op) => boolean): Resolve =>
  (node) => {
    const parent = node.parents[0] as Lineage
    const { numPartitions, partitioner } = resolvedOf(parent)
    return {
      numPartitions,
      partitioner: keepsKeys(node.op) ? partitioner : undefined,
      dependencies: [{ kind: 'narrow', parent }],
    }
  }

const keeps = narrow(() => true)
const loses = narrow(() => false)

const resolvers: Readonly<Record<OpKind, Resolve>> = {
  parallelize: resolveParallelize,
  range: resolveRange,
  textFile: resolveTextFile,
  objectFile: resolveObjectFile,
  // Its facts were there before it became one.
  checkpointed: resolvedOf,
  blocksOnly: resolvedOf,
  wholeTextFiles: resolveWholeTextFiles,
  binaryFiles: resolveBinaryFiles,
  binaryRecords: resolveBinaryRecords,
  map: loses,
  flatMap: loses,
  keyBy: loses,
  keys: resolveKeys,
  values: loses,
  glom: loses,
  foldPartition: loses,
  deal: loses,
  pairWithNothing: loses,
  pipe: loses,
  mapAsync: loses,
  filter: keeps,
  sketchSize: keeps,
  mapValues: keeps,
  flatMapValues: keeps,
  joined: keeps,
  dropValues: keeps,
  sample: keeps,
  sampleSlice: keeps,
  sampleByKey: keeps,
  filterByRange: keeps,
  leftOnly: keeps,
  inBoth: loses,
  zipWithUniqueId: loses,
  sampleByKeyExact: resolveSampleByKeyExact,
  zip: resolveZip,
  zipPartitions: resolveZip,
  cartesian: resolveCartesian,
  prune: resolvePrune,
  mapPartitions: narrow((op) => op.kind === 'mapPartitions' && op.preservesPartitioning),
  zipWithIndex: resolveZipWithIndex,
  union: resolveUnion,
  coalesce: resolveCoalesce,
  combineByKey: resolveCombine,
  partitionBy: resolvePartitionBy,
  sortByKey: resolveSort,
  cogroup: resolveCogroup,
}

/** The late facts of `node`, whose parents are resolved. */
export const resolveNode = (node: Lineage, context: RddContext): Resolved | Promise<Resolved> =>
  resolvers[node.op.kind](node, context)
