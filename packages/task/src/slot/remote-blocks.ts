import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorFrom } from '@firesteel/errors'
import type { MemoryConsumer, TaskMemory, TaskMetrics } from '@firesteel/rdd-core/runtime'
import {
  type BlockBytes,
  CORRUPTION_SUFFIX,
  FetchWindow,
  type PlannedBlock,
  type RemoteFetch,
  type ShuffleSegment,
  ShuffleFetchFailedError,
  type ShuffleOptions,
  corruptionCause,
  failureOf,
  isDamaged,
  unpackBlock,
  usableCodec,
} from '@firesteel/shuffle'
import type { BlockLocation } from '../task-inputs.js'

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
    | 'maxCompressedBlock'
    | 'maxFetchedInMemory'
  >
  /** Blocks from other hosts come compressed. */
  readonly host: string
  /** Where blocks go that do not fit in memory. */
  readonly dir: string
  readonly metrics: TaskMetrics
  /** What is kept in memory is taken from here; what is refused goes to files. */
  readonly memory: TaskMemory
  readonly unique: () => string
  readonly nowMs: () => number
  readonly fetch: FetchRemote
}

/**
 * The blocks of one task that come from other executors: asked for within the limits, checked when they
 * arrive, asked for once more when they are damaged, kept until the task is over: in memory, as far as
 * the task's reaches and nothing else of the task wants it, then in files.
 * @see org.apache.spark.storage.ShuffleBlockFetcherIterator
 */
export class RemoteBlocks implements MemoryConsumer {
  readonly #options: RemoteBlocksOptions
  readonly #inMemory = new Map<string, Uint8Array>()
  readonly #files = new Map<string, ShuffleSegment>()
  readonly #forget: () => void
  #memoryBytes = 0

  constructor(options: RemoteBlocksOptions) {
    this.#options = options
    this.#forget = options.memory.addConsumer(this)
  }

  /** Bytes of the task's memory that it holds. */
  get used(): number {
    return this.#memoryBytes
  }

  /** Puts what is in memory into files; returns how much that released. */
  spill(): number {
    const released = this.#memoryBytes
    for (const [blockId, bytes] of this.#inMemory) this.#toFile(blockId, bytes)
    this.#inMemory.clear()
    this.#release()
    return released
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

  /** A block that was fetched: its bytes, or the file that they are in. */
  blockOf(blockId: string): BlockBytes | undefined {
    return this.#inMemory.get(blockId) ?? this.#files.get(blockId)
  }

  /** Removes the files there are. */
  close(): void {
    for (const { file } of this.#files.values()) rmSync(file, { force: true })
    this.#files.clear()
    this.#inMemory.clear()
    this.#forget()
    this.#release()
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
    if (output.size > limits.maxCompressedBlock) return blockId
    return `${blockId}.${await usableCodec(limits.compression)}`
  }

  /** Keeps a block that is what was written; one that is not is asked for once more. */
  async #take(shuffleId: number, block: PlannedBlock, answer: FetchedBlock): Promise<void> {
    const { fetch, limits, metrics } = this.#options
    if (!isDamaged(blockIn(answer))) return this.#keep(block.blockId, answer)
    metrics.shuffleCorruptBlocks++
    const { location } = block.output
    if (!limits.detectCorrupt) throw await this.#damaged(shuffleId, block, answer)
    discard(answer)
    const [again] = (await fetch(location, [block.blockId])) as [FetchedBlock]
    if (!isDamaged(blockIn(again))) return this.#keep(block.blockId, again)
    throw await this.#damaged(shuffleId, block, again)
  }

  async #damaged(
    shuffleId: number,
    { blockId, output, reduceId }: PlannedBlock,
    answer: FetchedBlock,
  ): Promise<ShuffleFetchFailedError> {
    const { fetch } = this.#options
    const asked = await fetch(output.location, [`${blockId}${CORRUPTION_SUFFIX}`]).catch(() => [])
    const [checksums] = asked
    const cause =
      checksums instanceof Uint8Array
        ? corruptionCause(blockIn(answer), checksums)
        : ('unknown' as const)
    discard(answer)
    return new ShuffleFetchFailedError(
      failureOf(shuffleId, reduceId, output),
      `it came damaged; where that happened: ${cause}`,
    )
  }

  #keep(blockId: string, answer: FetchedBlock): void {
    const { metrics } = this.#options
    const block = blockIn(answer)
    metrics.shuffleReadRemoteBlocks++
    metrics.shuffleReadRemoteBytes += block.length
    if (!(block instanceof Uint8Array)) {
      metrics.shuffleReadRemoteBytesToDisk += block.length
      this.#files.set(blockId, block)
    } else if (this.#takeMemory(block.length)) this.#inMemory.set(blockId, block)
    else this.#toFile(blockId, block)
  }

  #takeMemory(bytes: number): boolean {
    const { limits, memory } = this.#options
    if (this.#memoryBytes + bytes > limits.maxFetchedInMemory) return false
    const granted = memory.acquire(bytes, this)
    if (granted < bytes) memory.release(granted)
    else this.#memoryBytes += granted
    return granted === bytes
  }

  #toFile(blockId: string, bytes: Uint8Array): void {
    const { dir, metrics, unique } = this.#options
    const file = join(dir, `temp_fetch_${unique()}`)
    writeFileSync(file, bytes)
    metrics.shuffleReadRemoteBytesToDisk += bytes.length
    this.#files.set(blockId, { file, offset: 0, length: bytes.length })
  }

  #release(): void {
    this.#options.memory.release(this.#memoryBytes)
    this.#memoryBytes = 0
  }
}

/** What came packed as it was; what cannot be unpacked counts as damaged. */
async function unpacked(answer: FetchedBlock, isPacked: boolean): Promise<FetchedBlock> {
  if (!isPacked) return answer
  const packed = answer instanceof Uint8Array ? answer : readFileSync(answer.file)
  const bytes = await unpackBlock(packed).catch(() => new Uint8Array())
  discard(answer)
  return bytes
}

const blockIn = (answer: FetchedBlock): BlockBytes =>
  answer instanceof Uint8Array ? answer : { file: answer.file, offset: 0, length: answer.byteCount }

function discard(answer: FetchedBlock): void {
  if (!(answer instanceof Uint8Array)) rmSync(answer.file, { force: true })
}
