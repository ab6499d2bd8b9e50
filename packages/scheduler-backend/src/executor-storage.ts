import type { EndpointRef } from '@firesteel/rpc-core'
import {
  type BlockStorageProtocol,
  RemoveBlock,
  RemoveBroadcast,
  RemoveRdd,
  RemoveShuffle,
  ReplicateBlock,
} from '@firesteel/task-messages'
import type { StorageLevel } from '@firesteel/storage-level'

/** The blocks of one executor, as the driver commands them. */
export interface ExecutorStorage {
  /** How many blocks of the dataset there were. */
  removeRdd(rddId: number): Promise<number>
  /** Whether there were files of the shuffle. */
  removeShuffle(shuffleId: number): Promise<boolean>
  /** Whether the block was there. */
  removeBlock(blockId: string): Promise<boolean>
  /** Whether the broadcast was there. */
  removeBroadcast(broadcastId: number): Promise<boolean>
  /** Copies a block to other executors; whether it was still there. */
  replicate(blockId: string, level: StorageLevel): Promise<boolean>
}

/** The storage of an executor in another process. */
export const remoteStorage = (ref: EndpointRef<typeof BlockStorageProtocol>): ExecutorStorage => ({
  removeRdd: (rddId) => ref.ask(RemoveRdd, { rddId }),
  removeShuffle: (shuffleId) => ref.ask(RemoveShuffle, { shuffleId }),
  removeBlock: (blockId) => ref.ask(RemoveBlock, { blockId }),
  removeBroadcast: (broadcastId) => ref.ask(RemoveBroadcast, { broadcastId }),
  replicate: (blockId, level) => ref.ask(ReplicateBlock, { blockId, level }),
})
