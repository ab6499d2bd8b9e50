/** Throws KeyNotSupportedError, with the path, for a value that cannot be a key. */
export function checkKey(_key: unknown): void {
  throw new Error('not yet')
}
/** True for keys a native Map compares as we do: null, undefined, booleans, numbers, bigint, strings. */
export function isPrimitiveKey(_key: unknown): boolean {
  throw new Error('not yet')
}
