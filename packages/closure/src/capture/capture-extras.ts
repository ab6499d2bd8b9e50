import { ACCESSOR, CONFIGURABLE, ENUMERABLE, type Ref, UNDEFINED, WRITABLE } from '../graph.js'
import { type OwnProperty, ownProperty } from '../own-property.js'
import type { CaptureContext } from './context.js'
import type { Step } from './graph-writer.js'

/** Enumerable, writable, configurable, no accessor: what an assignment makes. */
export const isPlainData = ({ writable, enumerable, configurable }: OwnProperty): boolean =>
  writable === true && enumerable === true && configurable === true

/** Captures own properties one by one, with their attributes, getters and symbols. */
export function captureExtras(
  context: CaptureContext,
  value: object,
  index: number,
  omit: readonly PropertyKey[],
  omits: (key: string) => boolean = () => false,
  kind: Step['kind'] = 'property',
): void {
  for (const key of Reflect.ownKeys(value)) {
    if (omit.includes(key) || omits(key as string)) continue
    captureExtra(context, value, index, key, kind)
  }
}

/** Captures one own property. */
export function captureExtra(
  { writer }: CaptureContext,
  value: object,
  index: number,
  key: PropertyKey,
  kind: Step['kind'],
): void {
  const found = ownProperty(value, key)
  if (found === undefined) return
  const step: Step = { kind, name: key }
  const keyRef: Ref = typeof key === 'symbol' ? writer.ref(key, index, step) : String(key)
  const accessor = found.get !== undefined || found.set !== undefined
  const flags =
    (found.enumerable ? ENUMERABLE : 0) |
    (found.writable ? WRITABLE : 0) |
    (found.configurable ? CONFIGURABLE : 0) |
    (accessor ? ACCESSOR : 0)
  const first = accessor
    ? writer.ref(found.get, index, { kind: 'getter', name: key })
    : writer.ref(found.value, index, step)
  const second = accessor ? writer.ref(found.set, index, { kind: 'setter', name: key }) : UNDEFINED
  writer.extras.push([index, keyRef, flags, first, second])
}

/** Notes that an object takes no further properties. */
export function captureIntegrity({ writer }: CaptureContext, value: object, index: number): void {
  if (Object.isExtensible(value)) return
  const level = Object.isFrozen(value) ? 3 : Object.isSealed(value) ? 2 : 1
  writer.integrity.push([index, level])
}
