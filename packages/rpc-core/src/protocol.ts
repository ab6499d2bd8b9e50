import type { StandardSchemaV1 } from '@standard-schema/spec'

/** A validator of any library that speaks Standard Schema, synchronous: what a payload must look like on arrival. */
export type Schema<T> = StandardSchemaV1<unknown, T>

/** A one-way message: its name and the schema of its payload. */
export interface MessageType<N extends string, T> {
  readonly kind: 'send'
  readonly name: N
  readonly schema: Schema<T>
}

/** A question: its name, the schema of its payload and that of its answer. */
export interface RequestType<N extends string, T, R> {
  readonly kind: 'ask'
  readonly name: N
  readonly schema: Schema<T>
  readonly reply: Schema<R>
}

/** Any message, for code that does not care which. */
export type AnyMessageType = MessageType<string, unknown> | RequestType<string, unknown, unknown>

/** Every message that an endpoint accepts; each key is the name of its message. */
export type Protocol = Readonly<Record<string, AnyMessageType>>

/** A one-way message called `name`; what arrives is checked against `schema`. */
export function message<N extends string, T>(name: N, schema: Schema<T>): MessageType<N, T> {
  return Object.freeze({ kind: 'send', name, schema })
}

/** A question called `name`; what arrives is checked against `schema`, the answer against `reply`. */
export function request<N extends string, T, R>(
  name: N,
  schema: Schema<T>,
  reply: Schema<R>,
): RequestType<N, T, R> {
  return Object.freeze({ kind: 'ask', name, schema, reply })
}

/** The payload of a message. */
export type PayloadOf<M> = M extends { readonly schema: StandardSchemaV1<unknown, infer T> }
  ? T
  : never

/** The answer to a question. */
export type ReplyOf<M> = M extends { readonly reply: StandardSchemaV1<unknown, infer R> }
  ? R
  : never

/** The one-way messages of a protocol. */
export type SendOf<P extends Protocol> = {
  [K in keyof P]: P[K] extends { readonly kind: 'send' } ? P[K] : never
}[keyof P]

/** The questions of a protocol. */
export type AskOf<P extends Protocol> = {
  [K in keyof P]: P[K] extends { readonly kind: 'ask' } ? P[K] : never
}[keyof P]
