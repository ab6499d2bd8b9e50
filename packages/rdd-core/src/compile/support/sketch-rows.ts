import {
  type Sketch,
  type SketchShape,
  addToSketch,
  emptySketch,
  mergeSketches,
  sketchSize,
} from '../../approximate/sketch.js'
import type { Gatherer } from './pair-gatherers.js'

/** How many different records there are, in one row. */
export function sketchRows(precision: number, sparsePrecision: number): Gatherer {
  const shape = { precision, sparsePrecision }
  const sketch = emptySketch(shape)
  return {
    add: (record) => addToSketch(sketch, shape, record),
    rows: () => [sketch],
  }
}

/** What a table of sketches calls, for sketches of one shape. */
export const sketching = (precision: number, sparsePrecision: number) => {
  const shape: SketchShape = { precision, sparsePrecision }
  return {
    of(value: unknown): Sketch {
      const sketch = emptySketch(shape)
      addToSketch(sketch, shape, value)
      return sketch
    },
    add: (sketch: Sketch, value: unknown): void => addToSketch(sketch, shape, value),
    merge: (sketch: Sketch, other: Sketch): void => void mergeSketches(sketch, shape, other),
    size: (sketch: Sketch): number => sketchSize(sketch, shape),
  }
}
