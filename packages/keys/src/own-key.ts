import { checkKey } from './check-key.js'

/** From this length on V8 cuts substrings as views of the whole: a word would keep its megabyte alive. */
const SLICED_FROM = 13

/** A primitive key as a table may keep it: strings on their own, functions and symbols refused. */
export function ownKey<K>(key: K): K {
  if (typeof key === 'string') return key.length < SLICED_FROM ? key : (ownString(key) as K)
  if (typeof key === 'function' || typeof key === 'symbol') checkKey(key)
  return key
}

/** A copy of the text that shares no memory with it. */
function ownString(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le')
}
