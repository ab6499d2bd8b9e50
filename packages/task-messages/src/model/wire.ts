import * as z from 'zod/mini'

/** Bytes. */
export const bytesSchema: z.ZodMiniType<Uint8Array> = z.instanceof(Uint8Array)

/** A number that counts something: whole and not negative. */
export const countSchema: z.ZodMiniType<number> = z.int().check(z.nonnegative())

/** Names and texts. */
export const textsSchema: z.ZodMiniType<Readonly<Record<string, string>>> = z.record(
  z.string(),
  z.string(),
)
