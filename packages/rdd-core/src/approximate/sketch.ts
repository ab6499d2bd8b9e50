import { type Hash64, hash64 } from './hash64.js'

/** How exact a sketch is. */
export interface SketchShape {
  /** 2^precision registers once it is dense. */
  readonly precision: number
  /** Bits of a record's place while it is sparse; 0 when it never is. */
  readonly sparsePrecision: number
}

/**
 * How many different records there were, within some percent, in little memory. Plain data: it travels
 * as a row. While few were seen it is `sparse`, which is all but exact; then `dense`.
 * @see com.clearspring.analytics.stream.cardinality.HyperLogLogPlus
 */
export interface Sketch {
  /** Place → the longest run seen there. */
  sparse: Map<number, number> | undefined
  /** The longest run per register. */
  dense: Uint8Array | undefined
}

/** A sparse sketch holds so many places for each 16 registers of a dense one. */
const SPARSE_SHARE = 16
const hash: Hash64 = { high: 0, low: 0 }

/** Of no records. */
export const emptySketch = ({ precision, sparsePrecision }: SketchShape): Sketch =>
  sparsePrecision === 0
    ? { sparse: undefined, dense: new Uint8Array(2 ** precision) }
    : { sparse: new Map(), dense: undefined }

/** Takes a record in. */
export function addToSketch(sketch: Sketch, shape: SketchShape, value: unknown): void {
  hash64(value, hash)
  const bits = sketch.sparse === undefined ? shape.precision : shape.sparsePrecision
  const place = hash.high >>> (32 - bits)
  put(sketch, shape, place, runBehind(bits))
}

/** Takes in everything that `other` has seen. */
export function mergeSketches(sketch: Sketch, shape: SketchShape, other: Sketch): Sketch {
  if (other.sparse !== undefined) {
    for (const [place, run] of other.sparse) putSparse(sketch, shape, place, run)
    return sketch
  }
  if (sketch.sparse !== undefined) makeDense(sketch, shape)
  other.dense?.forEach((run, place) => put(sketch, shape, place, run))
  return sketch
}

/** How many different records it has seen, about. */
export function sketchSize({ sparse, dense }: Sketch, { sparsePrecision }: SketchShape): number {
  if (sparse !== undefined) {
    const places = 2 ** sparsePrecision
    return Math.round(-places * Math.log1p(-sparse.size / places))
  }
  return Math.round(denseSize(dense as Uint8Array))
}

/** Zeros before the first one in the bits of the hash behind the first `bits`, plus one. */
function runBehind(bits: number): number {
  const rest = bits === 32 ? 0 : (hash.high << bits) >>> 0
  return rest !== 0 ? Math.clz32(rest) + 1 : 32 - bits + Math.clz32(hash.low) + 1
}

function put(sketch: Sketch, shape: SketchShape, place: number, run: number): void {
  const { sparse, dense } = sketch
  if (sparse === undefined) {
    if (run > ((dense as Uint8Array)[place] as number)) (dense as Uint8Array)[place] = run
    return
  }
  if (run <= (sparse.get(place) ?? 0)) return
  sparse.set(place, run)
  if (sparse.size > Math.max(16, 2 ** shape.precision / SPARSE_SHARE)) makeDense(sketch, shape)
}

/** Puts a place of a sparse sketch where it belongs, be the sketch sparse or dense. */
function putSparse(sketch: Sketch, shape: SketchShape, place: number, run: number): void {
  if (sketch.sparse !== undefined) return put(sketch, shape, place, run)
  const { precision, sparsePrecision } = shape
  const cut = sparsePrecision - precision
  const rest = cut === 0 ? 0 : (place & (2 ** cut - 1)) >>> 0
  const denseRun = rest === 0 ? cut + run : Math.clz32(rest) - (32 - cut) + 1
  put(sketch, shape, cut === 32 ? 0 : place >>> cut, denseRun)
}

function makeDense(sketch: Sketch, shape: SketchShape): void {
  const { sparse } = sketch
  sketch.sparse = undefined
  sketch.dense = new Uint8Array(2 ** shape.precision)
  for (const [place, run] of sparse ?? []) putSparse(sketch, shape, place, run)
}

/**
 * The estimate that needs neither tables nor switching between formulas.
 * @see Otmar Ertl, New cardinality estimation algorithms for HyperLogLog sketches (2017), algorithm 6
 */
function denseSize(registers: Uint8Array): number {
  const m = registers.length
  const q = 64 - Math.log2(m)
  const counts = new Float64Array(q + 2)
  for (const run of registers) counts[run] = (counts[run] as number) + 1
  let z = m * tau(1 - (counts[q + 1] as number) / m)
  for (let run = q; run >= 1; run--) z = 0.5 * (z + (counts[run] as number))
  z += m * sigma((counts[0] as number) / m)
  return (m * m) / (2 * Math.LN2 * z)
}

function sigma(share: number): number {
  if (share === 1) return Number.POSITIVE_INFINITY
  let [x, y, z] = [share, 1, share]
  for (let before = Number.NaN; z !== before; ) {
    x *= x
    before = z
    z += x * y
    y += y
  }
  return z
}

function tau(share: number): number {
  if (share === 0 || share === 1) return 0
  let [x, y, z] = [share, 1, 1 - share]
  for (let before = Number.NaN; z !== before; ) {
    x = Math.sqrt(x)
    before = z
    y *= 0.5
    z -= (1 - x) ** 2 * y
  }
  return z / 3
}
