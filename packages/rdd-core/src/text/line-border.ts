import { readSync } from 'node:fs'

const LF = 10
const CR = 13
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf])

/** The first position at or after `position` where a line begins, counting from a line's inside; 0 stays 0. */
export function lineBorder(file: number, position: number, size: number): number {
  if (position <= 0) return 0
  const buffer = Buffer.allocUnsafe(1 << 16)
  for (let at = Math.min(position, size); at < size; ) {
    const got = readSync(file, buffer, 0, buffer.length, at)
    if (got === 0) break
    for (let i = 0; i < got; i++) {
      if (buffer[i] === LF) return at + i + 1
      if (buffer[i] === CR) {
        const next = i + 1 < got ? buffer[i + 1] : byteAt(file, at + i + 1)
        return at + i + (next === LF ? 2 : 1)
      }
    }
    at += got
  }
  return size
}

function byteAt(file: number, position: number): number | undefined {
  const one = Buffer.allocUnsafe(1)
  return readSync(file, one, 0, 1, position) === 1 ? one[0] : undefined
}

/** The bytes of a byte order mark at the beginning of the file. */
export function markBytes(file: number): number {
  const head = Buffer.alloc(BYTE_ORDER_MARK.length)
  readSync(file, head, 0, head.length, 0)
  return head.equals(BYTE_ORDER_MARK) ? head.length : 0
}
