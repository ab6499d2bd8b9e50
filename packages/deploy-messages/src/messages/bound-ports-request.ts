import { request, type RequestType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { type NoFields, noFieldsSchema } from '../model/wire.js'

/** Anybody → Master: where do you listen? */
export type BoundPortsRequest = NoFields

/** The ports; 0 for what is not served. */
export interface BoundPortsResponse {
  readonly rpcEndpointPort: number
  readonly webUiPort: number
  readonly restPort?: number | undefined
}

/** Token of {@link BoundPortsRequest}. */
export const BoundPortsRequest: RequestType<
  'BoundPortsRequest',
  BoundPortsRequest,
  BoundPortsResponse
> = request(
  'BoundPortsRequest',
  noFieldsSchema,
  z.object({
    rpcEndpointPort: z.int().check(z.nonnegative()),
    webUiPort: z.int().check(z.nonnegative()),
    restPort: z.optional(z.int().check(z.nonnegative())),
  }),
)
