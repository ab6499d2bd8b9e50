import type { Lineage } from './lineage.js'

/** The hosts that a partition of `node` is best computed on, as far as the dataset itself says. */
export const ownLocations = (node: Lineage, partition: number): readonly string[] =>
  (node.op.kind === 'parallelize' ? node.op.locations?.[partition] : undefined) ?? []
