import type { BlockLocation } from './block-location.js'

/** The prefix below which executors serve their blocks. */
export const BLOCKS = 'blocks'

/** Where block `blockId` of the executor at `location` is fetched, with the key that only its application knows. */
export const blockUri = ({ host, port, key }: BlockLocation, blockId: string): string =>
  `spark://${host}:${port}/${BLOCKS}/${key === undefined ? '' : `${key}/`}${blockId}`
