import type { Handlers, RpcEndpoint } from '@firesteel/rpc-core'
import { type BlockId, parseBlockName } from '@firesteel/storage'
import type { StorageLevel } from '@firesteel/storage-level'
import { BlockStorageProtocol } from '@firesteel/task-messages'

/** What an executor does with its blocks when told. */
export interface StorageActions {
  /** How many cached partitions of the dataset there were. */
  removeRdd(rddId: number): number
  /** Whether there were files of this shuffle. */
  removeShuffle(shuffleId: number): boolean
  /** Whether there was a block of this name. */
  removeBlock(blockId: string): boolean
  /** Whether the broadcast was here. */
  removeBroadcast(broadcastId: number): boolean
  /** Copies a block to other executors; false when it is not here. */
  replicate(id: BlockId, level: StorageLevel): Promise<boolean>
}

/** Forgets and copies blocks when the driver says so. @see org.apache.spark.storage.BlockManagerStorageEndpoint */
export class BlockStorageEndpoint implements RpcEndpoint<BlockStorageProtocol> {
  readonly protocol = BlockStorageProtocol
  /** A copy takes its time: what is to be forgotten does not wait for it. */
  readonly concurrent = true
  readonly handlers: Handlers<BlockStorageProtocol>

  constructor(actions: StorageActions) {
    this.handlers = {
      RemoveRdd: ({ rddId }) => actions.removeRdd(rddId),
      RemoveShuffle: ({ shuffleId }) => actions.removeShuffle(shuffleId),
      RemoveBlock: ({ blockId }) => actions.removeBlock(blockId),
      RemoveBroadcast: ({ broadcastId }) => actions.removeBroadcast(broadcastId),
      ReplicateBlock: ({ blockId, level }) => actions.replicate(parseBlockName(blockId), level),
    }
  }
}
