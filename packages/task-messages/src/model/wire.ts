import type { WireError } from '@firesteel/errors'
import { type EndpointRef, type Protocol, isEndpointRef } from '@firesteel/rpc-core'
import * as z from 'zod/mini'

/** The payload of a message that says all by its name. */
export type NoFields = Readonly<Record<string, never>>
/** What {@link NoFields} look like on the wire. */
export const noFieldsSchema: z.ZodMiniType<NoFields> = z.object({})

/** A reference to an endpoint that accepts `P`. */
export const refSchema = <P extends Protocol>(): z.ZodMiniType<EndpointRef<P>> =>
  z.custom<EndpointRef<P>>(isEndpointRef, 'expected an EndpointRef')

/** Bytes. */
export const bytesSchema: z.ZodMiniType<Uint8Array> = z.instanceof(Uint8Array)

/** A number that counts something: whole and not negative. */
export const countSchema: z.ZodMiniType<number> = z.int().check(z.nonnegative())

/** Names and texts. */
export const textsSchema: z.ZodMiniType<Readonly<Record<string, string>>> = z.record(
  z.string(),
  z.string(),
)

/** An error that crosses processes. */
export const wireErrorSchema: z.ZodMiniType<WireError> = z.object({
  name: z.string(),
  message: z.string(),
  stack: z.optional(z.string()),
  code: z.optional(z.string()),
  retryable: z.optional(z.boolean()),
  details: z.optional(z.record(z.string(), z.unknown())),
  cause: z.optional(z.lazy(() => wireErrorSchema)),
  errors: z.optional(z.lazy(() => z.array(wireErrorSchema))),
})
