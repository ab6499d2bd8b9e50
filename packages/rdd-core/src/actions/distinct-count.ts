import { mergeSketches, type Sketch, type SketchShape, sketchSize } from '../approximate/sketch.js'
import { emptySketch } from '../approximate/sketch.js'
import type { ActionPlan } from '../run-action.js'

/** How many different records there are, about. */
export const countDistinct = (shape: SketchShape): ActionPlan<number> => ({
  name: 'countApproxDistinct',
  action: { kind: 'sketch', ...shape },
  results: () => {
    const all = emptySketch(shape)
    return {
      add: (_index, [sketch]) => void mergeSketches(all, shape, sketch as Sketch),
      value: () => sketchSize(all, shape),
    }
  },
})
