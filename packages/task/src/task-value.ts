/** The rows that a result task answered, from {@link TaskSucceeded.value}; instances keep their class. */
export function decodeTaskValue(value: Uint8Array): unknown[] {
  void value
  throw new Error('not yet')
}
