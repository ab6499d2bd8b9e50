import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Clock, sleep } from '@firesteel/clock'
import { errorFrom, isSparkError } from '@firesteel/errors'
import type { RpcEnv } from '@firesteel/rpc-core'
import type { ShuffleOptions } from '@firesteel/shuffle'
import type { FetchRemote, FetchedBlock } from '@firesteel/task/runtime'
import type { BlockLocation } from '@firesteel/task-messages'
import { BlockFetchError } from './errors.js'

/** Fetches of one request that are under way at the same time. */
const IN_FLIGHT = 8

/** What a {@link blockFetcher} is made of. */
export interface BlockFetcherOptions {
  readonly env: RpcEnv
  readonly options: Pick<ShuffleOptions, 'maxFetchToMemory' | 'maxRetries' | 'retryWaitMs'>
  readonly uriOf: (location: BlockLocation, blockId: string) => string
  /** Where large blocks go. */
  readonly dir: string
  readonly clock: Clock
  readonly unique: () => string
}

/**
 * Fetches blocks of other executors, in the order asked for: again when a connection fails, into files
 * when they are large. Rejects with {@link BlockFetchError}.
 * @see org.apache.spark.network.shuffle.RetryingBlockTransferor
 */
export function blockFetcher(parts: BlockFetcherOptions): FetchRemote {
  return async (location, blockIds) => {
    const fetched: FetchedBlock[] = []
    const waiting = blockIds.entries()
    const fetchNext = async (): Promise<void> => {
      for (const [index, blockId] of waiting) {
        fetched[index] = await fetchAgain(parts, parts.uriOf(location, blockId))
      }
    }
    const count = Math.min(IN_FLIGHT, blockIds.length)
    const results = await Promise.allSettled(Array.from({ length: count }, fetchNext))
    const failed = results.find((result) => result.status === 'rejected')
    if (failed === undefined) return fetched
    await Promise.all(fetched.map(discard))
    const from = `executor ${location.executorId} at ${location.host}:${location.port}`
    throw new BlockFetchError(blockIds, from, errorFrom(failed.reason))
  }
}

async function fetchAgain(parts: BlockFetcherOptions, uri: string): Promise<FetchedBlock> {
  const { clock, options } = parts
  for (let retries = 0; ; retries++) {
    try {
      return await fetchOne(parts, uri)
    } catch (error) {
      if (retries >= options.maxRetries || !mayPass(error)) throw error
      await sleep(clock, options.retryWaitMs)
    }
  }
}

async function fetchOne(
  { env, options, dir, unique }: BlockFetcherOptions,
  uri: string,
): Promise<FetchedBlock> {
  const { byteCount, body } = await env.openStream(uri)
  if (byteCount > options.maxFetchToMemory) {
    const file = join(dir, `temp_fetch_${unique()}`)
    try {
      await pipeline(Readable.from(body), createWriteStream(file, { flags: 'wx' }))
    } catch (error) {
      await rm(file, { force: true })
      throw error
    }
    return { file, byteCount }
  }
  const bytes = new Uint8Array(byteCount)
  let at = 0
  for await (const piece of body) {
    bytes.set(piece, at)
    at += piece.length
  }
  return bytes
}

/** A connection that failed may be had later; nobody will ever answer where nobody listens any more. */
function mayPass(error: unknown): boolean {
  return isSparkError(error) && error.retryable && !isRefused(error)
}

function isRefused(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ((at as NodeJS.ErrnoException).code === 'ECONNREFUSED') return true
  }
  return false
}

async function discard(block: FetchedBlock | undefined): Promise<void> {
  if (block !== undefined && !(block instanceof Uint8Array)) await rm(block.file, { force: true })
}
