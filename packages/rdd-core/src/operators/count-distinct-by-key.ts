import { checkedShape, shapeFor } from '../approximate/sketch-shape.js'
import type { SketchShape } from '../approximate/sketch.js'
import { type Origin, growFrom } from '../grow.js'
import type { Lineage } from '../lineage.js'
import type { PartitionerWish } from '../partitioner.js'
import { combineByKey } from './combine-by-key.js'

const NAME = 'countApproxDistinctByKey'

/** Each key with how many different values it has, about: one sketch per key crosses the shuffle. */
export function countApproxDistinctByKey(
  origin: Origin,
  accuracy: number | SketchShape,
  partitioner: PartitionerWish,
): Lineage {
  const { precision, sparsePrecision } =
    typeof accuracy === 'number' ? shapeFor(NAME, accuracy) : checkedShape(NAME, accuracy)
  const shape = { precision, sparsePrecision }
  const lineage = combineByKey(origin, NAME, { kind: 'sketch', ...shape }, partitioner)
  return growFrom({ ...origin, lineage }, NAME, { kind: 'sketchSize', ...shape })
}
