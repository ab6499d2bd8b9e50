/** The total order of keys: negative, zero or positive. */
export function compareKeys(_a: unknown, _b: unknown): number {
  throw new Error('not yet')
}
