import { KeyMap, checkKey } from '@firesteel/keys'

/** From this length on V8 cuts substrings as views of the whole: a word would keep its megabyte alive. */
const SLICED_FROM = 13

/** A primitive key as a table may keep it: strings on their own, functions and symbols refused. */
export function ownKey(key: unknown): unknown {
  if (typeof key === 'string') return key.length < SLICED_FROM ? key : ownString(key)
  if (typeof key === 'function' || typeof key === 'symbol') checkKey(key)
  return key
}

/** A copy of the text that shares no memory with it. */
function ownString(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le')
}

/** A table's index that outgrew a native Map. */
export function bigger(index: Map<unknown, number>): KeyMap<unknown, number> {
  const map = new KeyMap<unknown, number>()
  for (const [key, place] of index) map.set(key, place)
  return map
}
