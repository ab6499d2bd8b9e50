import type { BlockLocation } from './block-location.js'

/** The prefix below which executors serve their blocks. */
export const BLOCKS = 'blocks'

/** Where block `blockId` of the executor at `location` is fetched. */
export const blockUri = ({ host, port }: BlockLocation, blockId: string): string =>
  `spark://${host}:${port}/${BLOCKS}/${blockId}`
