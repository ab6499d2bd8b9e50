/** An own property's descriptor, its accessors as plain functions. */
export interface OwnProperty {
  readonly value?: unknown
  readonly get?: (() => unknown) | undefined
  readonly set?: ((value: unknown) => void) | undefined
  readonly enumerable: boolean
  readonly writable: boolean
  readonly configurable: boolean
}

/** The own property of that name; undefined when there is none. Runs no getter. */
export const ownProperty = (of: object, key: PropertyKey): OwnProperty | undefined =>
  Object.getOwnPropertyDescriptor(of, key) as OwnProperty | undefined

/** Every own property with its key, symbols too. */
export const ownProperties = (of: object): (readonly [PropertyKey, OwnProperty])[] =>
  Reflect.ownKeys(of).flatMap((key) => {
    const property = ownProperty(of, key)
    return property === undefined ? [] : [[key, property] as const]
  })
