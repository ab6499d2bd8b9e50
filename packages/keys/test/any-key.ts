import fc from 'fast-check'

/** Instances with fields, of two classes that look alike. */
export class Point {
  readonly x: unknown
  constructor(x: unknown) {
    this.x = x
  }
}
/** As {@link Point}, but another class. */
export class Place {
  readonly x: unknown
  constructor(x: unknown) {
    this.x = x
  }
}

const primitive = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.constantFrom(0, -0, Number.NaN, 1, '1', 1n, '', null, undefined, true, false),
  fc.bigInt(),
  fc.string({ unit: 'binary', maxLength: 6 }),
)
const { key } = fc.letrec((tie) => ({
  key: fc.oneof(
    { weight: 4, arbitrary: primitive },
    fc.date({ noInvalidDate: false }),
    fc.uint8Array({ maxLength: 4 }),
    fc.array(tie('key'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('key'), { maxKeys: 3 }),
    tie('key').map((x) => new Point(x)),
    tie('key').map((x) => new Place(x)),
  ),
}))

/** Any value that may be a key. */
export const anyKey: fc.Arbitrary<unknown> = key
