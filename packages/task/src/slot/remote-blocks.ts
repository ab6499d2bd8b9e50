import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorFrom } from '@firesteel/errors'
import type { TaskMetrics } from '@firesteel/rdd-core/runtime'
import {
  CORRUPTION_SUFFIX,
  FetchWindow,
  MAX_COMPRESSED_BLOCK,
  type PlannedBlock,
  type RemoteFetch,
  ShuffleFetchFailedError,
  type ShuffleOptions,
  corruptionCause,
  failureOf,
  isDamaged,
  unpackBlock,
  usableCodec,
} from '@firesteel/shuffle'
import type { BlockLocation } from '../task-inputs.js'

/** Fetched bytes that a task holds in memory; what comes after goes to files. */
const MAX_IN_MEMORY = 128 << 20

/** A block as it came: its bytes, or, when it is large, the file that they were put into. */
export type FetchedBlock = Uint8Array | { readonly file: string; readonly byteCount: number }

/** Fetches blocks of one executor, in the order asked for; rejects when they cannot be had. */
export type FetchRemote = (
  location: BlockLocation,
  blockIds: readonly string[],
) => Promise<readonly FetchedBlock[]>

/** What {@link RemoteBlocks} are made of. */
export interface RemoteBlocksOptions {
  readonly limits: Pick<
    ShuffleOptions,
    | 'maxSizeInFlight'
    | 'maxRequestsInFlight'
    | 'maxBlocksPerAddress'
    | 'detectCorrupt'
    | 'compression'
  >
  /** Blocks from other hosts come compressed. */
  readonly host: string
  /** Where blocks go that do not fit in memory. */
  readonly dir: string
  readonly metrics: TaskMetrics
  readonly unique: () => string
  readonly nowMs: () => number
  readonly fetch: FetchRemote
}

/**
 * The blocks of one task that come from other executors: asked for within the limits, checked when they
 * arrive, asked for once more when they are damaged, kept until the task is over.
 * @see org.apache.spark.storage.ShuffleBlockFetcherIterator
 */
export class RemoteBlocks {
  readonly #options: RemoteBlocksOptions
  readonly #inMemory = new Map<string, Uint8Array>()
  readonly #files = new Map<string, string>()
  #memoryBytes = 0

  constructor(options: RemoteBlocksOptions) {
    this.#options = options
  }

  /** Fetches what is asked for; rejects with {@link ShuffleFetchFailedError}. */
  async fetchAll(shuffleId: number, requests: readonly RemoteFetch[]): Promise<void> {
    if (requests.length === 0) return
    const { limits, metrics, nowMs } = this.#options
    const started = nowMs()
    const window = new FetchWindow(limits)
    const waiting = [...requests]
    const underWay = new Set<Promise<void>>()
    while (waiting.length > 0 || underWay.size > 0) {
      for (let next = window.next(waiting); next !== undefined; next = window.next(waiting)) {
        const request = next
        const running = this.#fetch(shuffleId, request).finally(() => {
          window.ended(request)
          underWay.delete(running)
        })
        // Whoever waits hears of the first failure; the others have nobody to tell.
        running.catch(() => {})
        underWay.add(running)
      }
      await Promise.race(underWay)
    }
    metrics.fetchWaitMs += nowMs() - started
  }

  /** The bytes of a block that was fetched. */
  bytesOf(blockId: string): Uint8Array | undefined {
    const file = this.#files.get(blockId)
    return file === undefined ? this.#inMemory.get(blockId) : readFileSync(file)
  }

  /** Removes the files there are. */
  close(): void {
    for (const file of this.#files.values()) rmSync(file, { force: true })
    this.#files.clear()
    this.#inMemory.clear()
  }

  async #fetch(shuffleId: number, { blocks, location }: RemoteFetch): Promise<void> {
    const { fetch, metrics, nowMs } = this.#options
    const [first] = blocks as [PlannedBlock, ...PlannedBlock[]]
    const started = nowMs()
    try {
      const ids = await Promise.all(blocks.map((block) => this.#askedFor(block)))
      const answers = await fetch(location, ids)
      for (const [index, block] of blocks.entries()) {
        const isPacked = ids[index] !== block.blockId
        const answer = await unpacked(answers[index] as FetchedBlock, isPacked)
        await this.#take(shuffleId, block, answer)
      }
    } catch (error) {
      if (error instanceof ShuffleFetchFailedError) throw error
      const failure = failureOf(shuffleId, first.reduceId, first.output)
      throw new ShuffleFetchFailedError(failure, errorFrom(error).message, error)
    } finally {
      metrics.shuffleRemoteRequestsMs += nowMs() - started
    }
  }

  /** The block's name, and how it is to come when it comes from another host. */
  async #askedFor({ blockId, output }: PlannedBlock): Promise<string> {
    const { host, limits } = this.#options
    if (limits.compression === undefined || output.location.host === host) return blockId
    if (output.size > MAX_COMPRESSED_BLOCK) return blockId
    return `${blockId}.${await usableCodec(limits.compression)}`
  }

  /** Keeps a block that is what was written; one that is not is asked for once more. */
  async #take(shuffleId: number, block: PlannedBlock, answer: FetchedBlock): Promise<void> {
    const { fetch, limits, metrics } = this.#options
    if (!isDamaged(bytesIn(answer))) return this.#keep(block.blockId, answer)
    metrics.shuffleCorruptBlocks++
    const { location } = block.output
    discard(answer)
    if (!limits.detectCorrupt) throw await this.#damaged(shuffleId, block, answer)
    const [again] = (await fetch(location, [block.blockId])) as [FetchedBlock]
    if (!isDamaged(bytesIn(again))) return this.#keep(block.blockId, again)
    throw await this.#damaged(shuffleId, block, again)
  }

  async #damaged(
    shuffleId: number,
    { blockId, output, reduceId }: PlannedBlock,
    answer: FetchedBlock,
  ): Promise<ShuffleFetchFailedError> {
    const { fetch } = this.#options
    const bytes = answer instanceof Uint8Array ? answer : new Uint8Array()
    const asked = await fetch(output.location, [`${blockId}${CORRUPTION_SUFFIX}`]).catch(() => [])
    const [checksums] = asked
    const cause =
      checksums instanceof Uint8Array ? corruptionCause(bytes, checksums) : ('unknown' as const)
    discard(answer)
    return new ShuffleFetchFailedError(
      failureOf(shuffleId, reduceId, output),
      `it came damaged; where that happened: ${cause}`,
    )
  }

  #keep(blockId: string, answer: FetchedBlock): void {
    const { dir, metrics, unique } = this.#options
    metrics.shuffleReadRemoteBlocks++
    if (!(answer instanceof Uint8Array)) {
      metrics.shuffleReadRemoteBytes += answer.byteCount
      metrics.shuffleReadRemoteBytesToDisk += answer.byteCount
      this.#files.set(blockId, answer.file)
      return
    }
    metrics.shuffleReadRemoteBytes += answer.length
    if (this.#memoryBytes + answer.length <= MAX_IN_MEMORY) {
      this.#memoryBytes += answer.length
      this.#inMemory.set(blockId, answer)
      return
    }
    const file = join(dir, `temp_fetch_${unique()}`)
    writeFileSync(file, answer)
    metrics.shuffleReadRemoteBytesToDisk += answer.length
    this.#files.set(blockId, file)
  }
}

/** What came packed as it was; what cannot be unpacked counts as damaged. */
async function unpacked(answer: FetchedBlock, isPacked: boolean): Promise<FetchedBlock> {
  if (!isPacked) return answer
  const bytes = await unpackBlock(bytesIn(answer)).catch(() => new Uint8Array())
  discard(answer)
  return bytes
}

const bytesIn = (answer: FetchedBlock): Uint8Array =>
  answer instanceof Uint8Array ? answer : readFileSync(answer.file)

function discard(answer: FetchedBlock): void {
  if (!(answer instanceof Uint8Array)) rmSync(answer.file, { force: true })
}
