import { errorFrom } from '@firesteel/errors'
import type { RpcEnv } from '@firesteel/rpc-core'
import { type BlockLocation, blockUri } from '@firesteel/task-messages'
import { BlockFetchError } from './errors.js'

/** Fetches of one request that are under way at the same time. */
const IN_FLIGHT = 8

/** Fetches blocks of another executor, in the order asked for. Rejects with {@link BlockFetchError}. */
export async function fetchBlocks(
  env: RpcEnv,
  location: BlockLocation,
  blockIds: readonly string[],
): Promise<readonly Uint8Array[]> {
  const fetched: Uint8Array[] = []
  const waiting = blockIds.entries()
  const fetchNext = async (): Promise<void> => {
    for (const [index, blockId] of waiting) {
      fetched[index] = await env.fetchBytes(blockUri(location, blockId))
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
