import { request, type RequestType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { countSchema } from '../model/wire.js'

/** Driver → block directory → executors: forget the blocks of this dataset. Answered with how many there were. */
export interface RemoveRdd {
  readonly rddId: number
}

/** Token of {@link RemoveRdd}. */
export const RemoveRdd: RequestType<'RemoveRdd', RemoveRdd, number> = request(
  'RemoveRdd',
  z.object({
    rddId: countSchema,
  }),
  countSchema,
)
