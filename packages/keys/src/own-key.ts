import { checkKey } from './check-key.js'

/** From this length on V8 cuts substrings as views of the whole: a word would keep its megabyte alive. */
const SLICED_FROM = 13

/** A primitive key as a table may keep it: strings on their own, functions and symbols refused. */
export function ownKey<K>(key: K): K {
  if (typeof key === 'string') return key.length < SLICED_FROM ? key : (ownString(key) as K)
  if (typeof key === 'function' || typeof key === 'symbol') checkKey(key)
  return key
}

/** V8 answers this for a string of one-byte characters without looking at them. */
const WIDE = /[\u0100-\uffff]/
const scratch = Buffer.allocUnsafeSlow(4_096)

/** A copy of the text that shares no memory with it: one byte a character where that is enough. */
function ownString(text: string): string {
  if (WIDE.test(text)) return Buffer.from(text, 'utf16le').toString('utf16le')
  const { length } = text
  if (length > scratch.length) return Buffer.from(text, 'latin1').toString('latin1')
  scratch.write(text, 0, 'latin1')
  return scratch.toString('latin1', 0, length)
}
