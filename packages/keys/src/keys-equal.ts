/** True when two keys are the same key. */
export function keysEqual(_a: unknown, _b: unknown): boolean {
  throw new Error('not yet')
}
