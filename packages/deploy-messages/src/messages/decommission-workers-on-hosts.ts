import { request, type RequestType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'

/** Anybody → Master: let the workers on these hosts leave; the answer counts them. */
export interface DecommissionWorkersOnHosts {
  readonly hostnames: readonly string[]
}

/** Token of {@link DecommissionWorkersOnHosts}. */
export const DecommissionWorkersOnHosts: RequestType<
  'DecommissionWorkersOnHosts',
  DecommissionWorkersOnHosts,
  number
> = request(
  'DecommissionWorkersOnHosts',
  z.object({
    hostnames: z.array(z.string()),
  }),
  z.int().check(z.nonnegative()),
)
