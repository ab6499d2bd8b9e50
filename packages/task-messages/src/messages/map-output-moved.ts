import { request, type RequestType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { type BlockLocation, blockLocationSchema } from '../model/block-location.js'
import { countSchema } from '../model/wire.js'

/** Executor that leaves → driver: this map output is there now. False when the driver knows of no such output. */
export interface MapOutputMoved {
  readonly shuffleId: number
  /** The id of the task attempt that wrote it. */
  readonly mapId: number
  readonly location: BlockLocation
}

/** Token of {@link MapOutputMoved}. */
export const MapOutputMoved: RequestType<'MapOutputMoved', MapOutputMoved, boolean> = request(
  'MapOutputMoved',
  z.object({
    shuffleId: countSchema,
    mapId: countSchema,
    location: blockLocationSchema,
  }),
  z.boolean(),
)
