import { errorFrom } from '@firesteel/errors'
import type { RpcEnv } from '@firesteel/rpc-core'
import type { BlockLocation } from '@firesteel/task-messages'
import { BlockFetchError } from './errors.js'

/** The prefix below which executors serve their blocks. */
export const BLOCKS = 'blocks'

/** Fetches of one request that are under way at the same time. */
const IN_FLIGHT = 8

/** Where block `blockId` of the executor at `location` is fetched. */
export const blockUri = ({ host, port }: BlockLocation, blockId: string): string =>
  `spark://${host}:${port}/${BLOCKS}/${blockId}`

/** Fetches blocks of another executor, in the order asked for. Rejects with {@link BlockFetchError}. */
export async function fetchBlocks(
  env: RpcEnv,
  location: BlockLocation,
  blockIds: readonly string[],
  uriOf = blockUri,
): Promise<readonly Uint8Array[]> {
  const fetched: Uint8Array[] = []
  const waiting = blockIds.entries()
  const fetchNext = async (): Promise<void> => {
    for (const [index, blockId] of waiting) {
      fetched[index] = await env.fetchBytes(uriOf(location, blockId))
    }
  }
  try {
    await Promise.all(Array.from({ length: Math.min(IN_FLIGHT, blockIds.length) }, fetchNext))
  } catch (error) {
    const from = `executor ${location.executorId} at ${location.host}:${location.port}`
    throw new BlockFetchError(blockIds, from, errorFrom(error))
  }
  return fetched
}
