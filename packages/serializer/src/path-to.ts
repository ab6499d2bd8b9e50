import { types } from 'node:util'
import type { Extension } from './extension.js'

interface Step {
  readonly value: unknown
  readonly path: string
}

/** The shortest path from `root` to `culprit`, as an expression; `root` itself when there is none. */
export function pathTo(
  root: unknown,
  culprit: unknown,
  name: string,
  extensions: readonly Extension[],
): string {
  const seen = new Set<unknown>()
  let steps: Step[] = [{ value: root, path: name }]
  while (steps.length > 0) {
    const found = steps.find(({ value }) => value === culprit)
    if (found !== undefined) return found.path
    const next: Step[] = []
    for (const step of steps) {
      if (seen.has(step.value)) continue
      seen.add(step.value)
      for (const inner of inside(step, extensions)) next.push(inner)
    }
    steps = next
  }
  return name
}

function* inside({ value, path }: Step, extensions: readonly Extension[]): Generator<Step> {
  if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return
  const extension = isPlain(value) ? undefined : extensions.find((each) => each.matches(value))
  if (extension !== undefined) {
    yield { value: extension.encode(value), path: `${path}.<${extension.tag}>` }
    return
  }
  if (types.isMap(value)) {
    for (const [key, item] of value) {
      yield { value: key, path: `${path}.keys().find(${label(key)})` }
      yield { value: item, path: `${path}.get(${label(key)})` }
    }
  } else if (types.isSet(value)) {
    let index = 0
    for (const item of value) yield { value: item, path: `[...${path}][${index++}]` }
  }
  if (value instanceof Error) yield { value: value.cause, path: `${path}.cause` }
  if (ArrayBuffer.isView(value)) return
  for (const key of Object.keys(value)) {
    yield { value: (value as Record<string, unknown>)[key], path: path + property(key) }
  }
}

const isPlain = (value: object): boolean => Array.isArray(value) || value.constructor === Object

const property = (key: string): string => {
  if (/^(0|[1-9]\d*)$/.test(key)) return `[${key}]`
  return /^[\p{L}_$][\p{L}\d_$]*$/u.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`
}

function label(key: unknown): string {
  if (typeof key === 'string') return JSON.stringify(key)
  if (typeof key === 'bigint') return `${key}n`
  return typeof key === 'number' || typeof key === 'boolean' ? String(key) : '…'
}
