import type { PairBatch, TaskMemory, TaskMetrics } from '@firesteel/rdd-core/runtime'
import type { Serializer } from '@firesteel/serializer'
import type {
  BlockBytes,
  FetchPlan,
  MapOutput,
  PlannedBlock,
  ShuffleOptions,
} from '@firesteel/shuffle'
import {
  BlockWindow,
  ShuffleFetchFailedError,
  failureOf,
  findLocalBlock,
  planFetches,
  readShuffleBlock,
} from '@firesteel/shuffle'
import type { BlockLocation, InputsContent } from '../task-inputs.js'
import { type FetchRemote, RemoteBlocks } from './remote-blocks.js'

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
  /** What fetched blocks are paid from. */
  readonly memory: TaskMemory
  readonly unique: () => string
  readonly nowMs: () => number
  readonly limits: ShuffleOptions
  readonly fetchRemote: FetchRemote
}

/**
 * The shuffle inputs of one task: blocks of this host are read from their files piece by piece when their
 * turn comes, those of others are fetched before the task's loop starts.
 * @see org.apache.spark.shuffle.BlockStoreShuffleReader
 */
export class ShuffleReader {
  /** The first failure there was: what the attempt ended of, whatever the user's code made of it. */
  failure: ShuffleFetchFailedError | undefined
  readonly #options: ShuffleReaderOptions
  readonly #plans = new Map<string, FetchPlan>()
  readonly #remote: RemoteBlocks

  constructor(options: ShuffleReaderOptions) {
    this.#options = options
    const { limits, host, dir, memory, metrics, unique, nowMs, fetchRemote: fetch } = options
    this.#remote = new RemoteBlocks({ limits, host, dir, memory, metrics, unique, nowMs, fetch })
  }

  /** Fetches what a reducer's share has on other hosts. */
  async prefetch(shuffleId: number, reduceId: number): Promise<void> {
    const { remote } = this.#plan(shuffleId, reduceId)
    try {
      await this.#remote.fetchAll(shuffleId, remote)
    } catch (error) {
      throw this.#noted(error)
    }
  }

  /** The pairs of a reducer's share, one batch at a time; may be asked for again. */
  *read(shuffleId: number, reduceId: number): Generator<PairBatch, void> {
    const { metrics, serializer } = this.#options
    const plan = this.#plan(shuffleId, reduceId)
    const window = new BlockWindow()
    const blocks: PlannedBlock[] = [...plan.local, ...plan.remote.flatMap((each) => each.blocks)]
    for (const block of blocks.sort((a, b) => a.output.mapIndex - b.output.mapIndex)) {
      const failure = failureOf(shuffleId, reduceId, block.output)
      try {
        const bytes =
          this.#remote.blockOf(block.blockId) ?? this.#local(shuffleId, reduceId, block.output)
        for (const batch of readShuffleBlock(bytes, serializer, failure, window)) {
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
    this.#remote.close()
  }

  #plan(shuffleId: number, reduceId: number): FetchPlan {
    const key = `${shuffleId}/${reduceId}`
    let plan = this.#plans.get(key)
    if (plan === undefined) {
      const { host, limits, ownExecutorId } = this.#options
      const outputs = this.#outputs(shuffleId, reduceId)
      plan = planFetches(shuffleId, reduceId, outputs, {
        host,
        ownExecutorId,
        targetBytes: limits.targetBytes,
        maxBlocks: limits.maxBlocksPerAddress,
      })
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

  #local(shuffleId: number, reduceId: number, output: MapOutput): BlockBytes {
    const segment = findLocalBlock(shuffleId, reduceId, output)
    const { metrics } = this.#options
    metrics.shuffleReadLocalBlocks++
    metrics.shuffleReadLocalBytes += segment.length
    return segment
  }

  #noted(error: unknown): unknown {
    if (error instanceof ShuffleFetchFailedError) this.failure ??= error
    return error
  }
}
