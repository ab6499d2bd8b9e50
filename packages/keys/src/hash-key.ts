import { acyclic, bytesOf, namesOf, notAKey, shapeOf } from './key-shape.js'

// The definition is part of the format of stored partitioners: README.md has it in words, the
// tests have golden values. It may not change.
const NULL = 0
const UNDEFINED = 0x2f0b4a27
const FALSE = 0x1b873593
const TRUE = 0x3c6ef372
const NUMBER = 0x165667b1
const STRING = 0x27d4eb2f
const BIGINT = 0x7f4a7c15
const DATE = 0x5bd1e995
const BYTES = 0x3243f6a9
const ARRAY = 0x243f6a89
const OBJECT = 0x452821e7

const float = new Float64Array(1)
const words = new Uint32Array(float.buffer)
/** Low word first, whatever the machine. */
const [low, high] = new Uint8Array(Float64Array.of(1).buffer)[7] === 0x3f ? [0, 1] : [1, 0]

/**
 * A hash of a key from 0 to 2^31 - 1; equal keys have equal hashes. It is defined on the key's value
 * alone, so that it is the same in every process, on every machine and in every version; null has 0.
 */
export function hashKey(key: unknown): number {
  switch (typeof key) {
    case 'string':
      return text(STRING, key) & 0x7fffffff
    case 'number':
      return number(NUMBER, key) & 0x7fffffff
    default:
      return acyclic(() => hash(key)) & 0x7fffffff
  }
}

function hash(key: unknown): number {
  switch (typeof key) {
    case 'string':
      return text(STRING, key)
    case 'number':
      return number(NUMBER, key)
    case 'boolean':
      return key ? TRUE : FALSE
    case 'undefined':
      return UNDEFINED
    case 'bigint':
      return text(BIGINT, key.toString())
    case 'object':
      return key === null ? NULL : object(key)
    default:
      throw notAKey(key)
  }
}

/** The last step of MurmurHash3: every bit of the input changes half the bits of the output. */
function finish(value: number): number {
  let h = value
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

const step = (state: number, value: number): number => Math.imul(state ^ value, 0x01000193)

function number(seed: number, value: number): number {
  const int = value | 0
  if (int === value) return finish(seed ^ int)
  // Any NaN is the one NaN.
  float[0] = value === value ? value : Number.NaN
  const lowWord = words[low as 0] as number
  const highWord = value === value ? (words[high as 1] as number) : 0x7ff80000
  return finish(step(step(seed, value === value ? lowWord : 0), highWord))
}

function text(seed: number, value: string): number {
  let state = seed
  for (let i = 0; i < value.length; i++) state = Math.imul(state ^ value.charCodeAt(i), 0x01000193)
  return finish(state)
}

function object(value: object): number {
  switch (shapeOf(value)) {
    case 'date':
      return number(DATE, Date.prototype.getTime.call(value))
    case 'bytes': {
      let state = BYTES
      for (const byte of bytesOf(value as ArrayBufferView)) state = step(state, byte)
      return finish(state)
    }
    case 'array': {
      let state = ARRAY
      for (const item of value as unknown[]) state = step(state, hash(item))
      return finish(state)
    }
    case 'object': {
      let state = OBJECT
      for (const name of namesOf(value)) {
        state = step(state, text(STRING, name))
        state = step(state, hash((value as Record<string, unknown>)[name]))
      }
      return finish(state)
    }
  }
}
