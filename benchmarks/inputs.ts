import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const dir = join(tmpdir(), 'firesteel-benchmarks')

/** A small generator of the same numbers everywhere (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A text of that many megabytes: lines of ten words out of 100,000, frequent ones far more often (Zipf). */
export function wordsFile(megabytes: number): string {
  const file = join(dir, `words-${megabytes}.txt`)
  if (existsSync(file) && statSync(file).size >= megabytes * 2 ** 20) return file
  mkdirSync(dir, { recursive: true })
  const random = numbers(42)
  const letters = 'etaoinshrdlucmfwypvbgkjqxz'
  const words = Array.from({ length: 100_000 }, (_, rank) => {
    let word = ''
    for (let rest = rank + 26; rest > 0; rest = Math.floor(rest / 26)) word += letters[rest % 26]
    return word
  })
  const fd = openSync(`${file}.part`, 'w')
  let written = 0
  while (written < megabytes * 2 ** 20) {
    let block = ''
    for (let line = 0; line < 2_000; line++) {
      for (let each = 0; each < 10; each++) {
        const word = words[Math.floor(words.length ** random()) - 1] ?? 'the'
        block += each === 0 ? word : ` ${word}`
      }
      block += '\n'
    }
    written += writeSync(fd, block)
  }
  closeSync(fd)
  renameSync(`${file}.part`, file)
  return file
}
