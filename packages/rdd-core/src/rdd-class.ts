import type { Lineage, Op } from './lineage.js'

/** The classes that Spark's lists and trees show; what is not here is a MapPartitionsRDD. */
const CLASSES: Readonly<Partial<Record<Op['kind'], string>>> = {
  parallelize: 'ParallelCollectionRDD',
  range: 'ParallelCollectionRDD',
  textFile: 'HadoopRDD',
  objectFile: 'HadoopRDD',
  wholeTextFiles: 'WholeTextFileRDD',
  binaryFiles: 'BinaryFileRDD',
  binaryRecords: 'NewHadoopRDD',
  checkpointed: 'ReliableCheckpointRDD',
  blocksOnly: 'LocalCheckpointRDD',
  sample: 'PartitionwiseSampledRDD',
  zip: 'ZippedPartitionsRDD2',
  zipWithIndex: 'ZippedWithIndexRDD',
  coalesce: 'CoalescedRDD',
  cartesian: 'CartesianRDD',
  pipe: 'PipedRDD',
  prune: 'PartitionPruningRDD',
}

/** What Spark calls a dataset of this kind, as a list shows it: `ShuffledRDD`. */
export function rddClass(node: Lineage): string {
  const { op, parents, resolved } = node
  switch (op.kind) {
    case 'zipPartitions':
      return `ZippedPartitionsRDD${parents.length}`
    case 'cogroup':
      return op.likeFirst === true ? 'SubtractedRDD' : 'CoGroupedRDD'
    case 'union':
      if (parents.length === 0) return 'EmptyRDD'
      return resolved?.partitioner === undefined ? 'UnionRDD' : 'PartitionerAwareUnionRDD'
    case 'combineByKey':
    case 'partitionBy':
    case 'sortByKey': {
      const isNarrow = resolved?.dependencies.every(({ kind }) => kind === 'narrow')
      return isNarrow === true ? 'MapPartitionsRDD' : 'ShuffledRDD'
    }
    default:
      return CLASSES[op.kind] ?? 'MapPartitionsRDD'
  }
}
