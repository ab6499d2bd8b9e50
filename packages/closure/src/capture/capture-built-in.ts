import { types } from 'node:util'
import type { Node, Ref } from '../graph.js'
import { protoRef } from './capture-prototype.js'
import type { CaptureContext } from './context.js'
import type { Step } from './graph-writer.js'

const BINARY: Step = { kind: 'property', name: 'buffer' }

/** Buffers and views; undefined for anything else. */
export function captureBinary(
  { writer }: CaptureContext,
  value: object,
  index: number,
): Node | undefined {
  if (types.isArrayBuffer(value)) return ['buffer', writer.blob(new Uint8Array(value))]
  if (!ArrayBuffer.isView(value)) return undefined
  const { byteOffset, byteLength } = value
  const type = Buffer.isBuffer(value)
    ? 'Buffer'
    : Object.prototype.toString.call(value).slice(8, -1)
  const length = 'length' in value ? (value as Uint8Array).length : byteLength
  // A Buffer is often a slice of a pool that holds other people's bytes.
  if (type === 'Buffer' || types.isSharedArrayBuffer(value.buffer)) {
    const bytes = new Uint8Array(value.buffer, byteOffset, byteLength)
    const ref = writer.add(['buffer', writer.blob(bytes)], index, BINARY)
    return ['view', type, ref, 0, length]
  }
  return ['view', type, writer.ref(value.buffer, index, BINARY), byteOffset, length]
}

/** Objects of the language that keep their state inside; undefined for anything else. */
export function captureBuiltIn(
  context: CaptureContext,
  value: object,
  index: number,
): Node | undefined {
  const { writer } = context
  const proto = (usual: object): Ref => protoRef(context, value, usual, index)
  if (types.isMap(value)) {
    const entries: Ref[] = []
    for (const [key, entry] of Map.prototype.entries.call(value)) {
      const name = typeof key === 'object' ? '' : String(key)
      entries.push(
        writer.ref(key, index, { kind: 'key', name }),
        writer.ref(entry, index, { kind: 'entry', name }),
      )
    }
    return ['map', proto(Map.prototype), ...entries]
  }
  if (types.isSet(value)) {
    const elements = Array.from(Set.prototype.values.call(value), (each, at) =>
      writer.ref(each, index, { kind: 'element', name: at }),
    )
    return ['set', proto(Set.prototype), ...elements]
  }
  if (types.isDate(value)) {
    const time = Date.prototype.getTime.call(value)
    return ['date', proto(Date.prototype), Number.isNaN(time) ? ['n', 'NaN'] : time]
  }
  if (types.isRegExp(value)) {
    return ['regexp', proto(RegExp.prototype), value.source, value.flags, value.lastIndex]
  }
  if (types.isNativeError(value)) return ['error', proto(Error.prototype)]
  if (types.isBoxedPrimitive(value)) {
    return ['boxed', writer.ref(value.valueOf(), index, { kind: 'property', name: 'value' })]
  }
  if (value instanceof URL) return ['url', value.href]
  if (value instanceof URLSearchParams) return ['params', value.toString()]
  return captureIntl(context, value, index)
}

const INTL = [
  'Collator',
  'DateTimeFormat',
  'DisplayNames',
  'ListFormat',
  'NumberFormat',
  'PluralRules',
  'RelativeTimeFormat',
  'Segmenter',
] as const

function captureIntl({ writer }: CaptureContext, value: object, index: number): Node | undefined {
  const tag = (value as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag]
  if (typeof tag !== 'string' || !tag.startsWith('Intl.')) return undefined
  const type = tag.slice(5)
  if (!(INTL as readonly string[]).includes(type)) return undefined
  const { locale, ...options } = (value as Intl.NumberFormat).resolvedOptions()
  return ['intl', type, locale, writer.ref(options, index, { kind: 'property', name: 'options' })]
}
