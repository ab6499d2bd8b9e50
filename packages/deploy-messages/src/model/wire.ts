import type { WireError } from '@firesteel/errors'
import { type EndpointRef, type Protocol, isEndpointRef } from '@firesteel/rpc-core'
import * as z from 'zod/mini'

/** Where a process listens, as plain data. */
export interface HostPort {
  readonly host: string
  readonly port: number
}
/** What a {@link HostPort} looks like on the wire. */
export const hostPortSchema: z.ZodMiniType<HostPort> = z.object({
  host: z.string().check(z.minLength(1)),
  port: z.int().check(z.gte(0), z.lte(65_535)),
})

/** The wire versions that a process understands. */
export interface WireVersions {
  readonly oldest: number
  readonly newest: number
}
/** What {@link WireVersions} look like on the wire. */
export const wireVersionsSchema: z.ZodMiniType<WireVersions> = z.object({
  oldest: z.int().check(z.positive()),
  newest: z.int().check(z.positive()),
})

/** The payload of a message that says all by its name. */
export type NoFields = Readonly<Record<string, never>>
/** What {@link NoFields} look like on the wire. */
export const noFieldsSchema: z.ZodMiniType<NoFields> = z.object({})

/** A reference to an endpoint that accepts `P`. */
export const refSchema = <P extends Protocol>(): z.ZodMiniType<EndpointRef<P>> =>
  z.custom<EndpointRef<P>>(isEndpointRef, 'expected an EndpointRef')

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
