import { type Protocol, isEndpointRef } from '@firesteel/rpc-core'

/** What a value looks like on the wire: a name, a list of one kind of item, or fields (`name?` may be absent). */
export type WireShape = string | readonly [WireShape] | { readonly [field: string]: WireShape }

/** One message as it is sent. */
export interface WireMessage {
  readonly kind: 'send' | 'ask'
  readonly payload: WireShape
  readonly reply?: WireShape
}

/** Everything that two versions must agree on: endpoint → message → shape. */
export type WireModel = Readonly<Record<string, Readonly<Record<string, WireMessage>>>>

/** The wire model of some protocols, keyed by the endpoints that accept them; the same for equal schemas. */
export const wireModel = (protocols: Readonly<Record<string, Protocol>>): WireModel =>
  Object.fromEntries(
    Object.entries(protocols).map(([endpoint, protocol]) => [
      endpoint,
      Object.fromEntries(
        Object.entries(protocol).map(([name, type]) => [
          name,
          {
            kind: type.kind,
            payload: wireShape(type.schema),
            ...(type.kind === 'ask' ? { reply: wireShape(type.reply) } : {}),
          },
        ]),
      ),
    ]),
  )

/** The parts of a zod definition that are read here. */
interface Definition {
  readonly type: string
  readonly shape?: Readonly<Record<string, unknown>>
  readonly element?: unknown
  readonly innerType?: unknown
  readonly keyType?: unknown
  readonly valueType?: unknown
  readonly options?: readonly unknown[]
  readonly items?: readonly unknown[]
  readonly entries?: Readonly<Record<string, string | number>>
  readonly values?: readonly unknown[]
  readonly getter?: () => unknown
  readonly fn?: unknown
  readonly format?: string
  readonly checks?: readonly { readonly _zod: { readonly def: Check } }[]
}

interface Check {
  readonly check: string
  readonly value?: unknown
  readonly inclusive?: boolean
  readonly pattern?: RegExp
  readonly minimum?: number
  readonly maximum?: number
}

interface Schema {
  readonly _zod: { readonly def: Definition; readonly bag?: { readonly Class?: { name: string } } }
}

/** The shape that a schema of zod checks; a schema within itself ends as `recursive`. */
export function wireShape(schema: unknown, within: readonly unknown[] = []): WireShape {
  if (within.includes(schema)) return 'recursive'
  const { def, bag } = (schema as Schema)._zod
  const inner = (each: unknown): WireShape => wireShape(each, [...within, schema])
  const checks = (def.checks ?? []).map((check) => ` ${checkText(check._zod.def)}`).join('')
  switch (def.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(def.shape ?? {}).map(([name, field]) => fieldOf(name, field, inner)),
      )
    case 'array':
      return [inner(def.element)]
    case 'tuple':
      return `tuple of ${JSON.stringify((def.items ?? []).map(inner))}`
    case 'optional':
      return `optional ${JSON.stringify(inner(def.innerType))}`
    case 'nullable':
      return `null or ${text(inner(def.innerType))}`
    case 'readonly':
      return inner(def.innerType)
    case 'lazy':
      return inner(def.getter?.())
    case 'record':
    case 'map':
      return `${def.type} ${text(inner(def.keyType))} → ${text(inner(def.valueType))}`
    case 'union':
      return (def.options ?? []).map((option) => text(inner(option))).join(' | ')
    case 'enum':
      return Object.values(def.entries ?? {}).join(' | ')
    case 'literal':
      return (def.values ?? []).map((value) => JSON.stringify(value)).join(' | ')
    case 'number':
      return `${def.format === 'safeint' ? 'int' : 'number'}${checks}`
    case 'custom':
      return def.fn === isEndpointRef ? 'EndpointRef' : (bag?.Class?.name ?? 'custom')
    default:
      return `${def.type}${checks}`
  }
}

function fieldOf(
  name: string,
  field: unknown,
  inner: (schema: unknown) => WireShape,
): [string, WireShape] {
  const { def } = (field as Schema)._zod
  return def.type === 'optional' ? [`${name}?`, inner(def.innerType)] : [name, inner(field)]
}

const text = (shape: WireShape): string =>
  typeof shape === 'string' ? shape : JSON.stringify(shape)

function checkText(check: Check): string {
  const equals = check.inclusive === true ? '=' : ''
  switch (check.check) {
    case 'greater_than':
      return `>${equals} ${String(check.value)}`
    case 'less_than':
      return `<${equals} ${String(check.value)}`
    case 'string_format':
      return String(check.pattern)
    case 'min_length':
      return `length >= ${String(check.minimum)}`
    case 'max_length':
      return `length <= ${String(check.maximum)}`
    default:
      return check.check
  }
}
