import type { BlockId, DiskStore, MemoryStore } from '@firesteel/storage'
import { BlockFileWriter } from '@firesteel/storage'
import type { StorageLevel } from '@firesteel/storage-level'
import type { BlockRuns, ExecutorBlocks } from '../../executor-blocks.js'
import type { BlockCodec } from './block-codec.js'

/** Rows as a loop hands them on. */
export type Batch = readonly unknown[]

/** One persisted partition under way to where its level wants it. */
export interface Put {
  readonly id: BlockId & { readonly kind: 'rdd' }
  readonly level: StorageLevel
  readonly heap: MemoryStore<Batch>
  readonly disk: DiskStore
  readonly blocks: ExecutorBlocks
  readonly codec: BlockCodec
  /** True when rows may lie in files that go with the task: what is kept as rows must be copied out of them. */
  restsOnTask(): boolean
  /** Opens a file that is closed with the task. */
  open(path: string): number
  /** The block is kept: `rows` in the heap, `runs` in shared memory, or in its file. */
  kept(how: {
    readonly rows?: Batch
    readonly runs?: BlockRuns
    readonly file?: number
    readonly sizeBytes: number
  }): void
}

/** Writes rows to the block's file, those at hand first; the rows again, read from there. */
export function* keepOnDisk(
  put: Put,
  before: readonly Uint8Array[],
  batches: Iterable<Batch>,
): Generator<Batch, void> {
  const { blocks, codec, disk, id, level } = put
  const writer = new BlockFileWriter(disk, id)
  let sizeBytes: number
  try {
    for (const run of before) writer.write(run)
    const encoder = codec.encoder()
    for (const batch of batches) {
      encoder.add(batch)
      if (!encoder.isReady) continue
      writer.write(encoder.peek())
      encoder.clear()
    }
    writer.write(encoder.finish())
    sizeBytes = writer.commit()
  } finally {
    writer.abort()
  }
  const file = put.open(disk.path(id))
  blocks.keptOnDisk(id, { level, sizeBytes })
  put.kept({ file, sizeBytes })
  yield* codec.decodeFile(file)
}

/** What an iterator has not given yet. */
export const rest = (iterator: Iterator<Batch>): Iterable<Batch> => ({
  [Symbol.iterator]: () => iterator,
})
