import { bytesOf, namesOf, notAKey, shapeOf } from './key-shape.js'
import { classOf } from './keys-equal.js'

/** A number for each class, given when it is first seen; for this process only. */
const classNumbers = new WeakMap<object, number>()
let classCount = 0

function classNumber(value: object): number {
  const prototype = classOf(value)
  let found = classNumbers.get(prototype)
  if (found === undefined) classNumbers.set(prototype, (found = classCount++))
  return found
}

/** A string that two keys share exactly when they are equal; valid within this process. */
export function surrogateOf(key: unknown): string {
  switch (typeof key) {
    case 'string':
      return `s${key.length}:${key}`
    case 'number':
      return `n${key};`
    case 'bigint':
      return `i${key};`
    case 'boolean':
      return key ? 't' : 'f'
    case 'undefined':
      return 'u'
    case 'object':
      return key === null ? '0' : object(key)
    default:
      throw notAKey(key)
  }
}

function object(value: object): string {
  const start = (kind: string, length: number) => `${kind}${classNumber(value)},${length}:`
  switch (shapeOf(value)) {
    case 'date':
      return start('d', Date.prototype.getTime.call(value))
    case 'bytes': {
      const bytes = bytesOf(value as ArrayBufferView)
      const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
      return start('y', text.length) + text
    }
    case 'array': {
      const items = value as unknown[]
      let text = start('a', items.length)
      for (let i = 0; i < items.length; i++) text += surrogateOf(items[i])
      return text
    }
    case 'object': {
      const names = namesOf(value)
      let text = start('o', names.length)
      for (const name of names) {
        text += surrogateOf(name) + surrogateOf((value as Record<string, unknown>)[name])
      }
      return text
    }
  }
}
