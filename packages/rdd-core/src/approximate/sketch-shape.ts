import type { SketchShape } from './sketch.js'

/** Places of a sparse sketch where the user does not say. */
const SPARSE_PRECISION = 25

/** The shape whose standard deviation is about `relativeSd` of the answer. Throws a TypeError below 0.000017. */
export function shapeFor(operator: string, relativeSd: number): SketchShape {
  if (!(relativeSd > 0.000017)) {
    throw new TypeError(
      `${operator} needs a relative accuracy above 0.000017, got ${relativeSd}: count exactly with distinct().count()`,
    )
  }
  const precision = Math.max(4, Math.ceil(2 * Math.log2(1.054 / relativeSd)))
  return { precision, sparsePrecision: precision < SPARSE_PRECISION ? SPARSE_PRECISION : 0 }
}

/** A shape in the user's own numbers. Throws a TypeError for those that fit no sketch. */
export function checkedShape(operator: string, shape: SketchShape): SketchShape {
  const { precision, sparsePrecision } = shape
  const isWhole = [precision, sparsePrecision].every(Number.isInteger)
  const isSparse = sparsePrecision !== 0
  if (
    !isWhole ||
    precision < 4 ||
    sparsePrecision > 32 ||
    (isSparse && precision > sparsePrecision)
  )
    throw new TypeError(
      `${operator} needs a precision of at least 4 and a sparse precision of 0 or between that and 32, got ${precision} and ${sparsePrecision}`,
    )
  return shape
}
