import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PairBatch, TaskMetrics } from '@firesteel/rdd-core/runtime'
import type { Serializer } from '@firesteel/serializer'
import type { FetchPlan, MapOutput, PlannedBlock, RemoteFetch } from '@firesteel/shuffle'
import {
  ShuffleFetchFailedError,
  failureOf,
  planFetches,
  readLocalBlock,
  readShuffleBlock,
} from '@firesteel/shuffle'
import type { BlockLocation, InputsContent } from '../task-inputs.js'

/** Bytes asked for at one time; Spark's `spark.reducer.maxSizeInFlight`. */
const MAX_IN_FLIGHT = 48 << 20
/** Fetched bytes that a task holds in memory; what comes after goes to files. */
const MAX_IN_MEMORY = 128 << 20

/** What a {@link ShuffleReader} is made of. */
export interface ShuffleReaderOptions {
  readonly inputs: InputsContent
  readonly host: string
  /** When given, files of other executors on this host are not read. */
  readonly ownExecutorId?: string | undefined
  /** Where blocks go that do not fit in memory. */
  readonly dir: string
  readonly serializer: Serializer
  readonly metrics: TaskMetrics
  readonly unique: () => string
  readonly nowMs: () => number
  fetchRemote(location: BlockLocation, blockIds: readonly string[]): Promise<readonly Uint8Array[]>
}

/**
 * The shuffle inputs of one task: blocks of this host are read from their files when their turn
 * comes, those of others are fetched before the task's loop starts.
 * @see org.apache.spark.shuffle.BlockStoreShuffleReader
 */
export class ShuffleReader {
  /** The first failure there was: what the attempt ended of, whatever the user's code made of it. */
  failure: ShuffleFetchFailedError | undefined
  readonly #options: ShuffleReaderOptions
  readonly #plans = new Map<string, FetchPlan>()
  readonly #fetched = new Map<string, Uint8Array>()
  readonly #files = new Map<string, string>()
  #inMemory = 0

  constructor(options: ShuffleReaderOptions) {
    this.#options = options
  }

  /** Fetches what a reducer's share has on other hosts. */
  async prefetch(shuffleId: number, reduceId: number): Promise<void> {
    const { metrics, nowMs } = this.#options
    const { remote } = this.#plan(shuffleId, reduceId)
    const started = nowMs()
    const underWay = new Set<Promise<void>>()
    let inFlight = 0
    for (const request of remote) {
      while (inFlight > 0 && inFlight + request.bytes > MAX_IN_FLIGHT) await Promise.race(underWay)
      inFlight += request.bytes
      const running = this.#fetch(shuffleId, request).finally(() => {
        inFlight -= request.bytes
        underWay.delete(running)
      })
      underWay.add(running)
    }
    await Promise.all(underWay)
    if (remote.length > 0) metrics.fetchWaitMs += nowMs() - started
  }

  /** The pairs of a reducer's share, one batch at a time; may be asked for again. */
  *read(shuffleId: number, reduceId: number): Generator<PairBatch, void> {
    const { metrics, serializer } = this.#options
    const plan = this.#plan(shuffleId, reduceId)
    const blocks: PlannedBlock[] = [...plan.local, ...plan.remote.flatMap((each) => each.blocks)]
    for (const block of blocks.sort((a, b) => a.output.mapIndex - b.output.mapIndex)) {
      const failure = failureOf(shuffleId, reduceId, block.output)
      try {
        const bytes = this.#kept(block.blockId) ?? this.#local(shuffleId, reduceId, block.output)
        for (const batch of readShuffleBlock(bytes, serializer, failure)) {
          metrics.shuffleReadRecords += batch.keys.length
          yield batch
        }
      } catch (error) {
        throw this.#noted(error)
      }
    }
  }

  /** Removes the files there are. */
  close(): void {
    for (const file of this.#files.values()) rmSync(file, { force: true })
    this.#files.clear()
    this.#fetched.clear()
  }

  #plan(shuffleId: number, reduceId: number): FetchPlan {
    const key = `${shuffleId}/${reduceId}`
    let plan = this.#plans.get(key)
    if (plan === undefined) {
      const { host, ownExecutorId } = this.#options
      const outputs = this.#outputs(shuffleId, reduceId)
      plan = planFetches(shuffleId, reduceId, outputs, { host, ownExecutorId })
      this.#plans.set(key, plan)
    }
    return plan
  }

  #outputs(shuffleId: number, reduceId: number): MapOutput[] {
    const { locations, shuffles } = this.#options.inputs
    const outputs = shuffles.find(
      (each) => each.shuffleId === shuffleId && each.reduceId === reduceId,
    )?.outputs
    if (outputs === undefined) {
      const nobody = { shuffleId, reduceId, mapId: -1, mapIndex: -1 }
      throw this.#noted(new ShuffleFetchFailedError(nobody, 'nobody knows where it is'))
    }
    return outputs.map(([place, mapId, mapIndex, size]) => ({
      location: locations[place] as BlockLocation,
      mapId,
      mapIndex,
      size,
    }))
  }

  async #fetch(shuffleId: number, { blocks, location }: RemoteFetch): Promise<void> {
    const [first] = blocks as [PlannedBlock, ...PlannedBlock[]]
    try {
      const answers = await this.#options.fetchRemote(
        location,
        blocks.map(({ blockId }) => blockId),
      )
      blocks.forEach(({ blockId }, index) => this.#keep(blockId, answers[index] as Uint8Array))
    } catch (error) {
      const failure = failureOf(shuffleId, first.reduceId, first.output)
      const why = error instanceof Error ? error.message : String(error)
      throw this.#noted(new ShuffleFetchFailedError(failure, why, error))
    }
  }

  #keep(blockId: string, bytes: Uint8Array): void {
    this.#options.metrics.shuffleReadRemoteBytes += bytes.length
    if (this.#inMemory + bytes.length <= MAX_IN_MEMORY) {
      this.#inMemory += bytes.length
      this.#fetched.set(blockId, bytes)
      return
    }
    const file = join(this.#options.dir, `temp_fetch_${this.#options.unique()}`)
    writeFileSync(file, bytes)
    this.#files.set(blockId, file)
  }

  #kept(blockId: string): Uint8Array | undefined {
    const file = this.#files.get(blockId)
    return file === undefined ? this.#fetched.get(blockId) : readFileSync(file)
  }

  #local(shuffleId: number, reduceId: number, output: MapOutput): Uint8Array {
    const bytes = readLocalBlock(shuffleId, reduceId, output)
    this.#options.metrics.shuffleReadLocalBytes += bytes.length
    return bytes
  }

  #noted(error: unknown): unknown {
    if (error instanceof ShuffleFetchFailedError) this.failure ??= error
    return error
  }
}
